package inspect

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// maxText is the longest token that is read, and maxField the longest structured field, in bytes.
// What is longer is a fault of its form.
const (
	maxText  = 64 << 10
	maxField = 16 << 10
)

var errTooLong = errors.New("it is longer than anything that is read here")

// sent is one request of a capture.
type sent struct {
	*Capture
	req *message.Request
}

// parse reads a token of a size that can be read.
func parse(text string) (*jose.Token, error) {
	if len(text) > maxText {
		return nil, errTooLong
	}
	return jose.Parse(text)
}

// only gives the value of a field that stands in a message once and is not empty.
func only(fields message.Fields, name string) (string, bool) {
	values := fields.Values(name)
	if len(values) != 1 || values[0] == "" {
		return "", false
	}
	return values[0], true
}

// compact is the grammar of the WIT field (draft-ietf-wimse-workload-creds-02, Section 5.1.1).
var compact = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

// witOf parses the WIT of some fields; nil where there is no single one that can be read.
func witOf(p *spec.Profile, fields message.Fields) (string, *jose.Token) {
	value, ok := only(fields, p.WIT().Field)
	if !ok {
		return "", nil
	}
	t, err := parse(value)
	if err != nil {
		return value, nil
	}
	return value, t
}

// object gives a member that is an object; nil where there is none.
func object(members map[string]any, name string) map[string]any {
	o, _ := members[name].(map[string]any)
	return o
}

// confirmation gives the usable key in cnf.jwk of a WIT (RFC 7800, Section 3.2).
func confirmation(t *jose.Token) (jose.Key, bool) {
	if t == nil {
		return jose.Key{}, false
	}
	jwk := object(object(t.Claims.Members, "cnf"), "jwk")
	if jwk == nil {
		return jose.Key{}, false
	}
	return keyOf(jwk)
}

// keyOf reads a JWK that holds a public key for signatures.
func keyOf(jwk any) (jose.Key, bool) {
	raw, err := json.Marshal(jwk)
	if err != nil {
		return jose.Key{}, false
	}
	key, err := jose.ParseKey(raw)
	_, symmetric := key.Public.([]byte)
	return key, err == nil && !symmetric
}

// subject gives the Workload Identifier of a WIT.
func subject(p *spec.Profile, t *jose.Token) (identifier.ID, bool) {
	sub, ok := t.Claims.String("sub")
	if !ok || len(sub) > maxText {
		return identifier.ID{}, false
	}
	id, refusal := identifier.New(p, check.With()).Parse(sub)
	return id, refusal == nil
}

// anchors are the keys of the trust domain that a WIT's subject names, or those of all domains where
// it names none of them.
func anchors(p *spec.Profile, domains trust.Domains, t *jose.Token) []jose.Key {
	if id, ok := subject(p, t); ok && domains[id.TrustDomain] != nil {
		return domains[id.TrustDomain].Keys
	}
	return domains.All()
}

var errUnverified = errors.New("its signature does not verify")

// verify checks a token's signature under one of some keys, whatever they say they are for.
func verify(t *jose.Token, keys []jose.Key) error {
	for _, k := range keys {
		if verifies(t.Algorithm(), k, t.SigningInput, t.Signature) {
			return nil
		}
	}
	return errUnverified
}

// verifies checks a signature of an asymmetric algorithm; no other is one.
func verifies(alg string, key jose.Key, input string, signature []byte) bool {
	return jose.IsSignature(alg) && key.Fits(alg) == nil && jose.Verify(alg, key, input, signature) == nil
}

// date gives a claim that is a NumericDate (RFC 7519, Section 2).
func date(claims jose.Object, name string) (time.Time, bool) {
	if _, ok := claims.Members[name].(json.Number); !ok {
		return time.Time{}, false
	}
	return jose.Moment(claims, name, time.Time{}), true
}

// short writes a value so that a report can hold it: quoted, and never whole where it is long.
func short(v any) string {
	text := fmt.Sprint(v)
	if s, ok := v.(string); ok {
		text = s
	}
	if len(text) > 60 {
		text = strings.ToValidUTF8(text[:40], "") + "..."
	}
	return fmt.Sprintf("%q", text)
}
