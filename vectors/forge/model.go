package forge

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tree is a part of the model of an exchange: JSON objects, arrays and scalars, and expressions that
// are worked out when the part is sealed.
type tree = map[string]any

// absent as a value removes a member; null sets it to null.
const absent = "${absent}"

// merge puts a change over a model: objects member by member, everything else whole.
func merge(model, change tree) tree {
	out := maps.Clone(model)
	if out == nil {
		out = tree{}
	}
	for name, v := range change {
		sub, isObject := v.(tree)
		under, wasObject := out[name].(tree)
		switch {
		case v == absent:
			delete(out, name)
		case isObject && wasObject:
			out[name] = merge(under, sub)
		case isObject:
			out[name] = merge(nil, sub)
		default:
			out[name] = v
		}
	}
	return out
}

// token is what a recipe can say about one token. The member names are those of recipes.
type token struct {
	// Key names the key that signs, Sign the algorithm where that is not the header's alg.
	Key  string `json:"key"`
	Sign string `json:"sign"`
	// Header and Claims are objects; HeaderText and ClaimsText replace them by a text as it stands.
	Header     tree   `json:"header"`
	Claims     tree   `json:"claims"`
	HeaderText string `json:"header_text"`
	ClaimsText string `json:"claims_text"`
	// First and last splice a text in behind the opening or before the closing brace.
	HeaderFirst string `json:"header_first"`
	HeaderLast  string `json:"header_last"`
	ClaimsFirst string `json:"claims_first"`
	ClaimsLast  string `json:"claims_last"`
	// ClaimsWrap puts a text around the claims, in which $ stands for them.
	ClaimsWrap string `json:"claims_wrap"`
	// ClaimsQuote writes the claims as a JSON string; ClaimsByte puts a byte that is no UTF-8 into
	// one more claim.
	ClaimsQuote bool `json:"claims_quote"`
	ClaimsByte  bool `json:"claims_byte"`
	// Edit changes the token after it was signed and before anything is derived from it.
	Edit []Edit `json:"edit"`
}

// request is what a recipe can say about the request besides its tokens.
type request struct {
	Method string     `json:"method"`
	Query  string     `json:"query"`
	Fields [][]string `json:"fields"`
	Body   string     `json:"body"`
}

// decode reads a part of the model; a member that it does not know is an error.
func decode[T any](part any) (T, error) {
	var out T
	text, err := json.Marshal(part)
	if err != nil {
		return out, err
	}
	dec := json.NewDecoder(bytesReader(text))
	dec.DisallowUnknownFields()
	dec.UseNumber()
	return out, dec.Decode(&out)
}

// base is the model of the valid exchange of a profile: every recipe departs from it.
func (m *minting) base() tree {
	wit, wpt := m.Profile.WIT(), m.Profile.WPT()
	confirmation := m.Ring.Must("workload-a/"+m.Algorithm).PublicJWK("", "")
	if wit.KeyAlgorithmRequired {
		confirmation["alg"] = m.Algorithm
	}
	claims := tree{"aud": m.Audience, "exp": "${now+300}", "jti": "${unique}"}
	if wpt.WITHash {
		claims["wth"] = "${hash wit}"
	}
	if wpt.IssuerIsSubject {
		claims["iss"] = "${claim wit sub}"
	}
	return tree{
		"wit": tree{
			"key":    "trusted.example/es256-1",
			"header": tree{"alg": "ES256", "kid": "es256-1", "typ": wit.Typ},
			"claims": tree{
				"iss": "https://issuer.trusted.example", "sub": "${id workload-a}",
				"iat": "${start-60}", "exp": "${start+3600}", "jti": "${run}",
				"cnf": tree{"jwk": confirmation},
			},
		},
		"wpt": tree{
			"key":    "workload-a/" + m.Algorithm,
			"header": tree{"alg": m.Algorithm, "typ": wpt.Typ},
			"claims": claims,
		},
		"request": tree{"method": "GET"},
	}
}

// order gives the tokens of a model in the order in which they are sealed: others first, then the
// WIT, then what is called a proof, then the proof itself.
func order(model tree) []string {
	names := slices.Sorted(maps.Keys(model))
	rank := map[string]int{"wit": 1, "wpt": 2, "request": 3}
	slices.SortStableFunc(names, func(a, b string) int { return rankOf(rank, a) - rankOf(rank, b) })
	return names
}

func rankOf(rank map[string]int, name string) int {
	if strings.HasPrefix(name, "proof") {
		return rank["wpt"]
	}
	if r, ok := rank[name]; ok {
		return r
	}
	return 0
}

// jsonText writes an object with its members sorted, without the escapes that HTML asks for.
func jsonText(o tree) (string, error) {
	text, err := marshal(o)
	if err != nil {
		return "", fmt.Errorf("forge: %w", err)
	}
	return text, nil
}
