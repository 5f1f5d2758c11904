package forge

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
)

// encryptZeroKey wraps a token in a JWE compact serialization (RFC 7516, Section 7.1) under an
// A256GCM key and an initialization vector of zeros, which everybody can open: the form is what
// matters.
func encryptZeroKey(token string) string {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"dir","cty":"JWT","enc":"A256GCM"}`))
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	iv := make([]byte, gcm.NonceSize())
	out := gcm.Seal(nil, iv, []byte(token), []byte(header))
	text, tag := out[:len(token)], out[len(token):]
	enc := base64.RawURLEncoding.EncodeToString
	return header + ".." + enc(iv) + "." + enc(text) + "." + enc(tag)
}
