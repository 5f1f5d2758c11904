// Package jose reads JWS compact serializations, JSON objects and JSON Web Keys strictly, and
// checks signatures. Start with [Parse] and [Verify].
//
// It reads bytes by itself because JOSE libraries mend what a strict recipient refuses: they skip
// line breaks, re-encode altered base64, drop duplicate members and accept keys that do not fit
// their algorithm. Keys are decoded by go-jose once their members have been examined here.
package jose

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// Token is a parsed JWS compact serialization, whose signature nobody has checked yet.
type Token struct {
	// Header and Claims are the decoded JOSE header and JWT claims.
	Header, Claims Object
	// SigningInput is what the signature covers: the first two parts as they were sent.
	SigningInput string
	Signature    []byte
	// StrayBits says that a part ends in bits that carry nothing and are not zero.
	StrayBits bool
	// Unsigned is set only by [ParseLenient], for a token without a third part.
	Unsigned bool
}

// Algorithm gives the alg header parameter; empty where there is none.
func (t *Token) Algorithm() string {
	alg, _ := t.Header.String("alg")
	return alg
}

// Parse reads a JWS compact serialization whose payload is a JSON object (RFC 7515, Section 7.1;
// RFC 7519, Section 7.2): three parts, base64url without padding, UTF-8, one object each.
func Parse(compact string) (*Token, error) {
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		return nil, fmt.Errorf("a JWS compact serialization has 3 parts, this has %d", len(parts))
	}
	t := &Token{SigningInput: parts[0] + "." + parts[1]}
	var err error
	if t.Header, err = t.object(parts[0]); err != nil {
		return nil, fmt.Errorf("header: %w", err)
	}
	if t.Claims, err = t.object(parts[1]); err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if t.Signature, err = t.decode(parts[2]); err != nil {
		return nil, fmt.Errorf("signature: %w", err)
	}
	return t, nil
}

func (t *Token) object(part string) (Object, error) {
	text, err := t.decode(part)
	if err != nil {
		return Object{}, err
	}
	return ParseObject(text)
}

// decode refuses line breaks, which the standard decoder skips.
func (t *Token) decode(part string) ([]byte, error) {
	if strings.ContainsAny(part, "\r\n") {
		return nil, errors.New("not base64url: it holds a line break")
	}
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil, errors.New("not base64url without padding")
	}
	_, err = base64.RawURLEncoding.Strict().DecodeString(part)
	t.StrayBits = t.StrayBits || err != nil
	return b, nil
}

// RefuseStrayBits refuses a token that is not in the one canonical form of its bytes.
func (t *Token) RefuseStrayBits() error {
	if t.StrayBits {
		return errors.New("a part of it is not canonical base64url")
	}
	return nil
}
