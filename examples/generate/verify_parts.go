package generate

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// decoded holds a token against the file of it alone and the files of its parts.
func (v *verifier) decoded(file, token string) error {
	alone, err := v.line(file + ".txt")
	if err != nil {
		return err
	}
	if alone != token {
		return fmt.Errorf("%s.txt: it is another token than the one that is sent", file)
	}
	parsed, err := jose.Parse(token)
	if err != nil {
		return fmt.Errorf("%s.txt: %w", file, err)
	}
	for name, part := range map[string]jose.Object{
		file + "-jose-header.json": parsed.Header, file + "-claims.json": parsed.Claims,
	} {
		printed, err := v.object(name)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(printed.Members, part.Members) {
			return fmt.Errorf("%s: it differs from what %s.txt holds", name, file)
		}
	}
	return nil
}

func (v *verifier) object(name string) (jose.Object, error) {
	text, err := v.read(name)
	if err != nil {
		return jose.Object{}, err
	}
	o, err := jose.ParseObject([]byte(text))
	if err != nil {
		return o, fmt.Errorf("%s: %w", name, err)
	}
	return o, nil
}

// presents holds the WIT in a message against the one that is printed of the workload, if one is, and
// against its printed key.
func (v *verifier) presents(fields message.Fields, w *scenario.Workload) error {
	token := fields.Values(v.profile.WIT().Field)[0]
	if w.WIT.File != "" {
		printed, err := v.line(w.WIT.File + ".txt")
		if err != nil || printed != token {
			return errors.Join(err, fmt.Errorf("its WIT is not that of %s.txt", w.WIT.File))
		}
	}
	parsed, err := jose.Parse(token)
	if err != nil {
		return err
	}
	cnf, _ := parsed.Claims.Members["cnf"].(map[string]any)
	bound, _ := cnf["jwk"].(map[string]any)
	return v.printedKey(scenario.PrintedName(w.Name), bound)
}

// printedKey has a private key be the one of a public key: in its printed members, and in what it
// signs.
func (v *verifier) printedKey(name string, public map[string]any) error {
	private, err := v.privateKey(name)
	if err != nil {
		return err
	}
	jwk, err := private.PublicJWK()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	own, err := jose.ParseObject(jwk)
	if err != nil || !reflect.DeepEqual(own.Members, public) {
		return errors.Join(err, fmt.Errorf("%s: it is not the key of the WIT", name))
	}
	return nil
}

// privateKey reads a printed key whose private members go with its public ones.
func (v *verifier) privateKey(name string) (jose.PrivateKey, error) {
	printed, err := v.object(name)
	if err != nil {
		return jose.PrivateKey{}, err
	}
	text, err := json.Marshal(printed.Members)
	if err != nil {
		return jose.PrivateKey{}, err
	}
	private, err := jose.ParsePrivateKey(text)
	if err != nil {
		return private, fmt.Errorf("%s: %w", name, err)
	}
	signature, err := private.Sign(name)
	if err == nil {
		err = jose.Verify(private.Algorithm, private.Public(), name, signature)
	}
	if err != nil {
		return private, fmt.Errorf("%s: its private members do not go with its public ones: %w", name, err)
	}
	return private, nil
}
