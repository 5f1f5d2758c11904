package forge

import (
	"encoding/json"
	"fmt"
	"maps"
)

// tree is a part of the model of an exchange: JSON objects, arrays and scalars, and expressions
// that are worked out when the part is sealed.
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

// token is what a recipe can say about one token. tokenMembers has the names of its members in
// recipes.
type token struct {
	// Key names the key that signs, Sign the algorithm where that is not the header's alg.
	Key  string
	Sign string
	// Header and Claims are objects; HeaderText and ClaimsText replace them by a text as it stands.
	Header     tree
	Claims     tree
	HeaderText string
	ClaimsText string
	// First and last splice a text in behind the opening or before the closing brace.
	HeaderFirst string
	HeaderLast  string
	ClaimsFirst string
	ClaimsLast  string
	// ClaimsWrap puts a text around the claims, in which $ stands for them.
	ClaimsWrap string
	// ClaimsQuote writes the claims as a JSON string; ClaimsByte puts a byte that is no UTF-8 into
	// one more claim.
	ClaimsQuote bool
	ClaimsByte  bool
	// Edit changes the token after it was signed and before anything is derived from it.
	Edit []Edit
}

// tokenMembers reads the members of the part of a model that describes a token. They are written
// out because they are read for every message of a run.
var tokenMembers = map[string]func(t *token, v any) bool{
	"key":          func(t *token, v any) (ok bool) { t.Key, ok = v.(string); return ok },
	"sign":         func(t *token, v any) (ok bool) { t.Sign, ok = v.(string); return ok },
	"header":       func(t *token, v any) (ok bool) { t.Header, ok = v.(tree); return ok },
	"claims":       func(t *token, v any) (ok bool) { t.Claims, ok = v.(tree); return ok },
	"header_text":  func(t *token, v any) (ok bool) { t.HeaderText, ok = v.(string); return ok },
	"claims_text":  func(t *token, v any) (ok bool) { t.ClaimsText, ok = v.(string); return ok },
	"header_first": func(t *token, v any) (ok bool) { t.HeaderFirst, ok = v.(string); return ok },
	"header_last":  func(t *token, v any) (ok bool) { t.HeaderLast, ok = v.(string); return ok },
	"claims_first": func(t *token, v any) (ok bool) { t.ClaimsFirst, ok = v.(string); return ok },
	"claims_last":  func(t *token, v any) (ok bool) { t.ClaimsLast, ok = v.(string); return ok },
	"claims_wrap":  func(t *token, v any) (ok bool) { t.ClaimsWrap, ok = v.(string); return ok },
	"claims_quote": func(t *token, v any) (ok bool) { t.ClaimsQuote, ok = v.(bool); return ok },
	"claims_byte":  func(t *token, v any) (ok bool) { t.ClaimsByte, ok = v.(bool); return ok },
	"edit": func(t *token, v any) bool {
		var err error
		t.Edit, err = decode[[]Edit](v)
		return err == nil
	},
}

func tokenOf(part any) (token, error) {
	var t token
	members, ok := part.(tree)
	if !ok {
		return t, fmt.Errorf("%v is no object", part)
	}
	for name, v := range members {
		read, known := tokenMembers[name]
		switch {
		case !known:
			return t, fmt.Errorf("unknown member %q", name)
		case !read(&t, v):
			return t, fmt.Errorf("%s: %v is of the wrong type", name, v)
		}
	}
	return t, nil
}

// request is what a recipe can say about the request besides its tokens.
type request struct {
	Method string     `json:"method"`
	Query  string     `json:"query"`
	Fields [][]string `json:"fields"`
	Body   string     `json:"body"`
	// Path is put behind the path of the recipient's URL.
	Path string `json:"path"`
	// Audience is the value of the field or parameter that names the recipient, in revisions that have
	// one; "none" leaves it out.
	Audience string `json:"audience"`
	// AskSigned asks for a signed response, by the means of the revision.
	AskSigned bool `json:"ask_signed"`
	// Digest is the value of Content-Digest; "none" leaves the field out. A signed message with a body
	// has a right one where nothing is said.
	Digest string `json:"digest"`
}

// response is what a recipe can say about the response besides its WIT and its signature.
type response struct {
	Status int        `json:"status"`
	Fields [][]string `json:"fields"`
	Body   string     `json:"body"`
	Digest string     `json:"digest"`
	// Unsigned leaves the signature out.
	Unsigned bool `json:"unsigned"`
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
