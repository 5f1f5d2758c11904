package inspect

import (
	"crypto/ecdsa"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// componentRows look at whether what a signature covers can be covered (RFC 9421, Section 2).
var componentRows = []row[*sent]{
	{"SIG-COMP-DUPLICATE", inspected((*signedRequest).uniqueComponents)},
	{"SIG-COMP-UNKNOWN", inspected(eachComponent(knownComponent))},
	{"SIG-COMP-WRONG-MESSAGE", inspected(eachComponent(ofRequest))},
	{"SIG-COMP-PARAMETER", inspected(eachComponent(knownParameters))},
	{"SIG-COMP-ABSENT", inspected(eachComponent(presentComponent))},
}

// eachComponent looks at every covered component of a request.
func eachComponent(look func(message.Fields, httpsfv.Item) error) func(*signedRequest) error {
	return func(r *signedRequest) error {
		for _, item := range r.input.Items {
			if err := look(r.req.Fields, item); err != nil {
				return err
			}
		}
		return nil
	}
}

// components gives what one of the checks above says, if one does.
func (r *signedRequest) components() error {
	for _, look := range []func(message.Fields, httpsfv.Item) error{
		knownComponent, ofRequest, knownParameters, presentComponent,
	} {
		if err := eachComponent(look)(r); err != nil {
			return err
		}
	}
	return r.uniqueComponents()
}

func (r *signedRequest) uniqueComponents() error {
	seen := map[string]bool{}
	for _, item := range r.input.Items {
		text, err := httpsfv.Marshal(item)
		if err == nil && seen[text] {
			return fmt.Errorf("component %s is covered twice", short(text))
		}
		seen[text] = true
	}
	return nil
}

// derived are the derived components of RFC 9421, Section 2.2.
var derived = []string{
	"@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query",
	"@query-param", "@status",
}

func knownComponent(_ message.Fields, item httpsfv.Item) error {
	name, ok := item.Value.(string)
	switch {
	case !ok || name != strings.ToLower(name):
		return fmt.Errorf("a component is %s, no name in lower case", short(item.Value))
	case strings.HasPrefix(name, "@") && !slices.Contains(derived, name):
		return fmt.Errorf("component %s is none of RFC 9421", short(name))
	}
	return nil
}

func ofRequest(_ message.Fields, item httpsfv.Item) error {
	if item.Value == any("@status") || flag(item, "req") {
		return fmt.Errorf("component %s belongs to a response", short(item.Value))
	}
	return nil
}

// parameters are those of RFC 9421, Section 2.1, and whether they are Booleans or else Strings.
var parameters = map[string]bool{
	"req": true, "tr": true, "sf": true, "bs": true, "key": false, "name": false,
}

func knownParameters(_ message.Fields, item httpsfv.Item) error {
	for _, name := range item.Params.Names() {
		boolean, known := parameters[name]
		v, _ := item.Params.Get(name)
		_, isBool := v.(bool)
		_, isText := v.(string)
		if !known || boolean && !isBool || !boolean && !isText {
			return fmt.Errorf("the parameter %s of component %s has no meaning", short(name), short(item.Value))
		}
	}
	return nil
}

func presentComponent(fields message.Fields, item httpsfv.Item) error {
	name, _ := item.Value.(string)
	if name != "" && !strings.HasPrefix(name, "@") && !flag(item, "req") && !fields.Has(name) {
		return fmt.Errorf("the field %s is covered, and the message does not have it", short(name))
	}
	return nil
}

// baseOf writes the signature base of a message (RFC 9421, Section 2.5).
func baseOf(m httpsig.Message, s signature) (string, error) {
	var covered []httpsig.Component
	for _, item := range s.input.Items {
		name, _ := item.Value.(string)
		text, err := httpsfv.Marshal(item)
		if err != nil {
			return "", errors.New("a component has no canonical form")
		}
		c, err := httpsig.ParseComponent(strings.Replace(text, `"`+name+`"`, name, 1))
		if err != nil {
			return "", errors.New("a component cannot be read")
		}
		covered = append(covered, c)
	}
	params, err := httpsfv.Marshal(s.input)
	if err != nil {
		return "", errors.New("the signature parameters have no canonical form")
	}
	return httpsig.Base(m, covered, params)
}

// isDER says whether bytes are an ECDSA signature as X.509 writes it, and not as JOSE does.
func isDER(key jose.Key, value []byte) bool {
	pub, ok := key.Public.(*ecdsa.PublicKey)
	if !ok || len(value) == 2*((pub.Curve.Params().BitSize+7)/8) {
		return false
	}
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(value, &pair)
	return err == nil && len(rest) == 0
}
