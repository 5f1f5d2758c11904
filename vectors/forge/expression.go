package forge

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/wpt"
)

// expressions are the words that may stand in ${...}. A string that is one expression becomes its
// value, number or object included; inside a longer string its text is put in. ${now}, ${start},
// ${now+300} and the like are numbers: the clock of proofs and that of WITs.
var expressions = map[string]func(m *minting, args []string) (any, error){
	// ${id workload-a} or ${id workload-a partner.example}: a Workload Identifier.
	"id": func(m *minting, args []string) (any, error) { return m.identifier(args), nil },
	// ${long 2048}: a Workload Identifier of so many bytes.
	"long": func(m *minting, args []string) (any, error) { return m.longIdentifier(args) },
	// ${audience}, ${scheme}, ${algorithm}: what the setting says. ${canary}: a place of the case's
	// own from which nobody may fetch anything.
	"audience":  func(m *minting, _ []string) (any, error) { return m.Audience, nil },
	"scheme":    func(m *minting, _ []string) (any, error) { return m.Scheme, nil },
	"canary":    func(m *minting, _ []string) (any, error) { return m.Canary + "/" + m.recipe.ID + "/jwks.json", nil },
	"algorithm": func(m *minting, _ []string) (any, error) { return m.Algorithm, nil },
	// ${hostname}, ${address}: the DNS name and the IP address of the server of a certificate exchange.
	"hostname": func(m *minting, _ []string) (any, error) { return m.Hostname, nil },
	"address":  func(m *minting, _ []string) (any, error) { return m.Address, nil },
	// ${typ wit}, ${typ wpt}: the typ of the profile. ${field wpt}: the field of the profile.
	"field": func(m *minting, args []string) (any, error) { return m.field(args) },
	"typ":   func(m *minting, args []string) (any, error) { return m.typ(args) },
	// ${other-typ wit}: the typ of the other generation of drafts.
	"other-typ": func(m *minting, args []string) (any, error) { return m.otherTyp(args) },
	// ${tag}, ${other-tag}: the tag of signatures, of the profile and of the other generation.
	"tag":       func(m *minting, _ []string) (any, error) { return m.Profile.HTTPSig().Tag, nil },
	"other-tag": func(m *minting, args []string) (any, error) { return m.otherTag(args) },
	// ${unique} is fresh in every message; ${unique NAME} is the same in all messages of a case.
	"unique": func(m *minting, args []string) (any, error) { return m.unique(args), nil },
	// ${run} is the same in all cases of a run.
	"run": func(m *minting, _ []string) (any, error) { return m.run, nil },
	// ${jwk NAME}: a public key, with its alg where the profile has cnf.jwk name one. ${jwk NAME ALG}
	// names another.
	"jwk": func(m *minting, args []string) (any, error) { return m.publicKey(args) },
	// ${jwk-with NAME MEMBER TEXT}: the same with another member, without it where no text follows.
	"jwk-with": func(m *minting, args []string) (any, error) { return m.editedKey(args) },
	// ${private NAME}: a whole key. ${oct}: a symmetric key. ${x5c NAME}: a certificate of
	// a key.
	"private": func(m *minting, args []string) (any, error) { return m.privateKey(args) },
	"oct":     func(*minting, []string) (any, error) { return octJWK(), nil },
	"x5c":     func(m *minting, args []string) (any, error) { return m.certificate(args) },
	// ${token NAME}: a sealed token. ${hash NAME}: its hash as wth has it; NAME may be a text.
	"token": func(m *minting, args []string) (any, error) { return m.sealedToken(args) },
	"hash":  func(m *minting, args []string) (any, error) { return m.hash(args, wpt.Hash) },
	// ${claim wit sub}: a claim of a sealed token. ${oth FIELD TOKEN}: the oth claim for one token.
	"claim": func(m *minting, args []string) (any, error) { return m.claim(args) },
	"oth":   func(m *minting, args []string) (any, error) { return m.otherTokens(args) },
	// ${digest sha-256}: a member of Content-Digest for the body, or for a text that follows.
	// ${request-nonce}: the nonce of the request to which a response is made.
	"digest": func(m *minting, args []string) (any, error) { return m.digest(args) },
	// ${digest-bare sha-256}: the same in the form of RFC 3230, without colons.
	"digest-bare":   func(m *minting, args []string) (any, error) { return m.bareDigest(args) },
	"request-nonce": func(m *minting, _ []string) (any, error) { return m.requestNonce, nil },
	// The same hash, wrongly written.
	"hash-hex":      func(m *minting, args []string) (any, error) { return m.hash(args, hexHash) },
	"hash-padded":   func(m *minting, args []string) (any, error) { return m.hash(args, paddedHash) },
	"hash-standard": func(m *minting, args []string) (any, error) { return m.hash(args, standardHash) },
	// ${other-host URI} and the like: a URI that is nearly the one given.
	"other-host":   onURI(func(u *url.URL, _ string) { u.Host = "c." + u.Host }),
	"with-host":    onURI(func(u *url.URL, to string) { u.Host = to }),
	"longer-host":  onURI(func(u *url.URL, _ string) { u.Host += ".untrusted.example" }),
	"other-port":   onURI(func(u *url.URL, _ string) { u.Host = u.Hostname() + ":1" }),
	"other-scheme": onURI(func(u *url.URL, _ string) { u.Scheme = otherSchemes[u.Scheme] }),
	"other-path":   onURI(func(u *url.URL, _ string) { u.Path += "/invoices" }),
	"shorter":      onURI(shorten),
	"swapped-path": onURI(swapPath),
	// ${repeat 1000 x}: a text many times over.
	"repeat": func(_ *minting, args []string) (any, error) { return repeat(args) },
	// ${cut 22 X}: so many characters of X. ${swap X}: X with its letters in the other case.
	"cut":  func(_ *minting, args []string) (any, error) { return cut(args) },
	"swap": func(_ *minting, args []string) (any, error) { return swapped(strings.Join(args, " ")), nil },
	// ${text X}: X as a string, where it would be a number. ${capitals X}: X in capitals.
	"text":     func(_ *minting, args []string) (any, error) { return strings.Join(args, " "), nil },
	"capitals": func(_ *minting, args []string) (any, error) { return strings.ToUpper(strings.Join(args, " ")), nil },
}

// otherSchemes are pairs of schemes that are easily confused.
var otherSchemes = map[string]string{
	"http": "https", "https": "http", "wimse": "spiffe", "spiffe": "wimse",
}

// expand works out every expression in a value.
func (m *minting) expand(v any) (any, error) {
	switch v := v.(type) {
	case string:
		return m.expandText(v)
	case tree:
		return m.expandTree(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			var err error
			if out[i], err = m.expand(v[i]); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return v, nil
}

// expandTree goes by the members' names, so that fresh values are the same whenever it is made.
func (m *minting) expandTree(t tree) (tree, error) {
	out := tree{}
	for _, name := range slices.Sorted(maps.Keys(t)) {
		x, err := m.expand(t[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out[name] = x
	}
	return out, nil
}

// expandText works from the inside out: an expression may stand in another.
func (m *minting) expandText(s string) (any, error) {
	for strings.Contains(s, "${") {
		before, text, behind, ok := innermost(s)
		if !ok {
			return nil, fmt.Errorf("%q: an expression does not end", s)
		}
		v, err := m.evaluate(text)
		if err != nil {
			return nil, err
		}
		if before == "" && behind == "" {
			return v, nil
		}
		s = before + fmt.Sprint(v) + behind
	}
	return s, nil
}

// innermost finds the first expression that has no other in it.
func innermost(s string) (before, text, behind string, ok bool) {
	for at := 0; ; {
		open := strings.Index(s[at:], "${")
		if open < 0 {
			return "", "", "", false
		}
		at += open + len("${")
		end := strings.IndexAny(s[at:], "{}")
		if end >= 0 && s[at+end] == '}' {
			return s[:at-len("${")], s[at : at+end], s[at+end+1:], true
		}
	}
}

// clock works out now and start, with so many seconds put to them or taken off.
func (m *minting) clock(text string) (int64, bool) {
	name, offset := text, int64(0)
	if sign := strings.IndexAny(text, "+-"); sign >= 0 {
		var err error
		if offset, err = strconv.ParseInt(text[sign:], 10, 64); err != nil {
			return 0, false
		}
		name = text[:sign]
	}
	switch name {
	case "now":
		return m.now + offset, true
	case "start":
		return m.Start + offset, true
	}
	return 0, false
}

func (m *minting) evaluate(text string) (any, error) {
	if t, ok := m.clock(text); ok {
		return t, nil
	}
	words := strings.Fields(text)
	if len(words) == 0 || expressions[words[0]] == nil {
		return nil, fmt.Errorf("there is no expression ${%s}", text)
	}
	return expressions[words[0]](m, words[1:])
}
