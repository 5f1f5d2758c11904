package wimse

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jws/jwsbb"
)

// compact is the syntax of workload-creds-02, Section 5.1.1, which is that of RFC 7515, Section 7.1.
var compact = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`)

type token struct {
	header, claims map[string]any
	input          []byte // what is signed: the first two parts as they were sent
	signature      []byte
}

// parse reads a JWT and verifies nothing (RFC 7519, Section 7.2).
func parse(text string) (token, error) {
	if !compact.MatchString(text) {
		return token{}, errors.New("no compact serialization")
	}
	parts := strings.Split(text, ".")
	header, err := object(parts[0])
	if err != nil {
		return token{}, fmt.Errorf("header: %w", err)
	}
	claims, err := object(parts[1])
	if err != nil {
		return token{}, fmt.Errorf("payload: %w", err)
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	return token{header, claims, []byte(parts[0] + "." + parts[1]), signature}, err
}

// object reads a JSON object. Of a name that stands there twice the last one counts, which is one of
// the two things that RFC 7515 and RFC 7519 allow in their Sections 4.
func object(part string) (map[string]any, error) {
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(text) {
		return nil, errors.New("no UTF-8")
	}
	var members map[string]any
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, err
	}
	if members == nil {
		return nil, errors.New("null")
	}
	return members, nil
}

// typed says whether typ conveys a media type, with application/ or without it (RFC 7515, Section
// 4.1.9).
func (t token) typed(subtype string) error {
	typ, _ := t.header["typ"].(string)
	if strings.TrimPrefix(strings.ToLower(typ), "application/") != subtype {
		return fmt.Errorf("typ is %v", t.header["typ"])
	}
	return nil
}

// signed verifies the signature over the bytes that were sent: jws.Verify would read the header once
// more, and look at neither alg nor, unless it is told to, crit. No extension is understood here, so
// every crit is refused (RFC 7515, Section 4.1.11).
func (t token) signed(key jwk.Key) error {
	alg, _ := t.header["alg"].(string)
	if err := suits(key, alg); err != nil {
		return err
	}
	if crit, there := t.header["crit"]; there {
		return fmt.Errorf("crit is %v", crit)
	}
	return jwsbb.Verify(key, alg, t.input, t.signature)
}

// current holds exp and nbf to the clock (RFC 7519, Sections 4.1.4 and 4.1.5). An expiration more than
// longest seconds ahead is unreasonably far away.
func (t token) current(now, longest int64) error {
	exp, number := t.claims["exp"].(float64)
	if !number || exp <= float64(now) || exp > float64(now+longest) {
		return fmt.Errorf("exp is %v", t.claims["exp"])
	}
	value, there := t.claims["nbf"]
	if nbf, number := value.(float64); there && (!number || nbf > float64(now)) {
		return fmt.Errorf("nbf is %v", value)
	}
	return nil
}
