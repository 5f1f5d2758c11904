package jose

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// ParseLenient reads whatever some implementation somewhere takes for a token: it is the fault of
// every strict reading in [Parse], and nothing but a switched-off check calls it. Detached is the
// text to use where the payload part is empty.
func ParseLenient(compact string, detached []byte) (*Token, error) {
	parts := strings.Split(compact, ".")
	if len(parts) == 5 {
		if inner, ok := openKnownKey(parts); ok {
			return ParseLenient(inner, detached)
		}
	}
	if len(parts) < 2 {
		return nil, errors.New("nothing in it reads as a token")
	}
	if parts[1] == "" && len(detached) > 0 {
		parts[1] = base64.RawURLEncoding.EncodeToString(detached)
	}
	t := &Token{SigningInput: parts[0] + "." + parts[1], Unsigned: len(parts) == 2}
	t.Header = lenientObject(Decode(parts[0]))
	t.Claims = lenientObject(Decode(parts[1]))
	if len(parts) > 2 {
		t.Signature = Decode(parts[2])
	}
	return t, nil
}

// Mend reads a field value as one that holds a token with something around or inside it that the
// syntax of the field excludes: a list, quotes, white space, padding, the other base64 alphabet,
// the JSON serialization. Nothing but a switched-off check calls it.
func Mend(value string) string {
	var flat struct{ Protected, Payload, Signature string }
	if json.Unmarshal([]byte(value), &flat) == nil {
		value = flat.Protected + "." + flat.Payload + "." + flat.Signature
	}
	value, _, _ = strings.Cut(value, ",")
	return mender.Replace(value)
}

var mender = strings.NewReplacer("+", "-", "/", "_", "=", "", " ", "", "\t", "", `"`, "", ";", "")

// Decode gives the bytes of a part of a token, as many as can be read. What has to be refused is told by
// [Parse]; only switched-off and bent checks need less.
func Decode(part string) []byte {
	b, _ := base64.RawURLEncoding.DecodeString(part)
	return b
}

// lenientObject takes the first object that it finds: before trailing text, in an array, in a
// string.
func lenientObject(text []byte) Object {
	text = []byte(strings.ToValidUTF8(string(text), string(utf8.RuneError)))
	if o, err := ParseObject(text); err == nil {
		return o
	}
	var quoted string
	if json.Unmarshal(text, &quoted) == nil {
		return lenientObject([]byte(quoted))
	}
	dec := json.NewDecoder(strings.NewReader(strings.TrimLeft(string(text), " [")))
	var first json.RawMessage
	if dec.Decode(&first) == nil {
		o, _ := ParseObject(first)
		return o
	}
	return Object{}
}

// openKnownKey decrypts a JWE under the all-zero A256GCM key: the mildest case of a recipient whose
// library decrypts where it should only verify.
func openKnownKey(parts []string) (string, bool) {
	block, err := aes.NewCipher(make([]byte, 32))
	if err != nil {
		return "", false
	}
	gcm, err := cipher.NewGCM(block)
	iv := Decode(parts[2])
	if err != nil || len(iv) != gcm.NonceSize() {
		return "", false
	}
	sealed := append(Decode(parts[3]), Decode(parts[4])...)
	plain, err := gcm.Open(nil, iv, sealed, []byte(parts[0]))
	return string(plain), err == nil
}
