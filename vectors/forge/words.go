package forge

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	trustedDomain = "trusted.example"
	partnerDomain = "partner.example"
)

// identifier makes the Workload Identifier of a workload, of the trusted domain unless another is
// named.
func (m *minting) identifier(args []string) string {
	name, domain := "", trustedDomain
	if len(args) > 0 {
		name = "/" + args[0]
	}
	if len(args) > 1 {
		domain = args[1]
	}
	return m.Scheme + "://" + domain + name
}

func (m *minting) longIdentifier(args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("long takes a number of bytes")
	}
	n, err := strconv.Atoi(args[0])
	id := m.identifier([]string{"workload-"})
	return id + strings.Repeat("a", max(0, n-len(id))), err
}

func (m *minting) typ(args []string) (any, error) {
	switch {
	case len(args) == 1 && args[0] == "wit":
		return m.Profile.WIT().Typ, nil
	case len(args) == 1 && args[0] == "wpt":
		return m.Profile.WPT().Typ, nil
	}
	return nil, errors.New("typ takes wit or wpt")
}

// otherTag gives the tag of the generation of drafts to which the profile does not belong.
func (m *minting) otherTag([]string) (any, error) {
	for _, name := range []string{"s2s-00", "latest"} {
		if tag := spec.Must(name).HTTPSig().Tag; tag != m.Profile.HTTPSig().Tag {
			return tag, nil
		}
	}
	return nil, errors.New("other-tag: there is no other")
}

// otherTyp gives the typ of the generation of drafts to which the profile does not belong.
func (m *minting) otherTyp(args []string) (any, error) {
	own, err := m.typ(args)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"s2s-00", "latest"} {
		p := spec.Must(name)
		other := map[string]string{"wit": p.WIT().Typ, "wpt": p.WPT().Typ}[args[0]]
		if other != own {
			return other, nil
		}
	}
	return nil, errors.New("other-typ: there is no other")
}

// keysNameAlgorithm says that cnf.jwk names its alg here. The requirements say so and not the table
// of the WIT's revisions alone, because the proof's revision can rest on it as well.
func (m *minting) keysNameAlgorithm() bool {
	_, required := m.Profile.Rule("WIT-CNF-ALG-REQUIRED")
	_, compared := m.Profile.Rule("WPT-ALG-STRING-EQUAL")
	return required || compared
}

func (m *minting) unique(args []string) string {
	if len(args) == 0 {
		m.fresh++
		return m.Unique(m.recipe.ID, m.Algorithm, strconv.Itoa(m.fresh))
	}
	if m.named[args[0]] == "" {
		m.named[args[0]] = m.Unique(m.recipe.ID, m.Algorithm, args[0])
	}
	return m.named[args[0]]
}

// shorten takes the last letter off the path, or off the authority where the path is a slash alone.
func shorten(u *url.URL, _ string) {
	if len(u.Path) > 1 {
		u.Path = u.Path[:len(u.Path)-1]
		return
	}
	u.Host, u.Path = u.Host[:len(u.Host)-1], ""
}

func (m *minting) certificate(args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("x5c takes the name of a key")
	}
	key, err := m.Ring.Get(args[0])
	if err != nil {
		return nil, err
	}
	der, err := selfSigned(key.Signer, m.Start)
	return []any{base64.StdEncoding.EncodeToString(der)}, err
}

func (m *minting) sealedToken(args []string) (any, error) {
	if len(args) == 1 {
		if t, ok := m.tokens[args[0]]; ok {
			return t, nil
		}
	}
	return nil, fmt.Errorf("token takes the name of a token that is sealed already, not %q", args)
}

// hash hashes a sealed token, or a text that names none. A token followed by +space is hashed with
// a space behind it.
func (m *minting) hash(args []string, hash func(string) string) (any, error) {
	text := strings.Join(args, " ")
	name, suffix, _ := strings.Cut(text, "+")
	if token, sealed := m.tokens[name]; sealed {
		text = token
		if suffix == "space" {
			text += " "
		}
	}
	return hash(text), nil
}

// claim reads a claim of a sealed token; one that is no text gives an empty text. Of two with one name
// it takes the first, and of a token that cannot be read what was to stand there, so that what is made
// of it fits what a reader sees who wrongly does the same.
func (m *minting) claim(args []string) (any, error) {
	if len(args) != 2 {
		return nil, errors.New("claim takes a token and the name of a claim")
	}
	parts := strings.Split(m.tokens[args[0]], ".")
	payload, _ := base64.RawURLEncoding.DecodeString(parts[min(1, len(parts)-1)])
	claims, err := jose.ParseObject(payload)
	if err != nil {
		text, _ := m.claims[args[0]][args[1]].(string)
		return text, nil
	}
	text, _ := claims.String(args[1])
	return text, nil
}

// otherTokens gives the oth claim in the form of the profile.
func (m *minting) otherTokens(args []string) (any, error) {
	if len(args) != 2 {
		return nil, errors.New("oth takes a field name and a token")
	}
	if m.Profile.WPT().OtherTokens == "object" {
		return tree{args[0]: wpt.Hash(args[1])}, nil
	}
	return wpt.Hash(args[1]), nil
}

func (m *minting) field(args []string) (any, error) {
	switch {
	case len(args) == 1 && args[0] == "wit":
		return m.Profile.WIT().Field, nil
	case len(args) == 1 && args[0] == "wpt":
		return m.Profile.WPT().Field, nil
	}
	return nil, errors.New("field takes wit or wpt")
}

func onURI(change func(u *url.URL, to string)) func(*minting, []string) (any, error) {
	return func(_ *minting, args []string) (any, error) {
		if len(args) == 0 {
			return nil, errors.New("a URI is missing")
		}
		u, err := url.Parse(args[0])
		if err != nil {
			return nil, err
		}
		change(u, strings.Join(args[1:], " "))
		return u.String(), nil
	}
}

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

// marshal writes JSON without the escapes that HTML asks for.
func marshal(v any) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return strings.TrimSuffix(out.String(), "\n"), err
}
