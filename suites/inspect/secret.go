package inspect

import (
	"bytes"
	"encoding/base64"
	"errors"
	"regexp"
)

// minSecret is the length from which a text can be a private key; anything shorter would be found by
// chance.
const minSecret = 16

// noSecret: draft-ietf-wimse-workload-creds-02, Section 9.4. What is looked for is the text of the
// key, as it stands and inside the parts of tokens.
func (s *sent) noSecret() error {
	for _, secret := range s.Secrets {
		if len(secret) >= minSecret && s.holds([]byte(secret)) {
			return errors.New("a private key stands in the message")
		}
	}
	return nil
}

func (s *sent) holds(secret []byte) bool {
	if bytes.Contains([]byte(s.req.URL), secret) || reveals(s.req.Body, secret) {
		return true
	}
	for _, f := range s.req.Fields {
		if bytes.Contains([]byte(f.Name()), secret) || reveals([]byte(f.Value()), secret) {
			return true
		}
	}
	return false
}

// encoded finds what could be base64url, such as each part of a token.
var encoded = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)

// reveals looks into a text, and one level deep into what is encoded in it.
func reveals(text, secret []byte) bool {
	if bytes.Contains(text, secret) {
		return true
	}
	for _, run := range encoded.FindAll(text, -1) {
		plain, err := base64.RawURLEncoding.AppendDecode(nil, run)
		if err == nil && bytes.Contains(plain, secret) {
			return true
		}
	}
	return false
}
