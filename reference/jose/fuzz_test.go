package jose_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// serialization is the JWS Compact Serialization (RFC 7515, Section 7.1); a signature may be empty.
var serialization = regexp.MustCompile(`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*$`)

// FuzzParse wants an error, or a token whose parts are the text and whose objects are JSON to others.
func FuzzParse(f *testing.F) {
	for _, token := range fuzztest.Vectors(f).Tokens() {
		f.Add(token)
	}
	f.Add(".e30.")
	f.Add("e30.e30.\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = jose.ParseLenient(jose.Mend(text), []byte(text)) // never a panic
		token, err := jose.Parse(text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if !serialization.MatchString(text) {
			t.Errorf("%q is read and is no compact serialization", text)
		}
		parts := strings.Split(text, ".")
		if token.SigningInput != parts[0]+"."+parts[1] {
			t.Errorf("%q has the signing input %q", text, token.SigningInput)
		}
		canonical := samePart(t, parts[0], token.Header) && samePart(t, parts[1], token.Claims) &&
			base64.RawURLEncoding.EncodeToString(token.Signature) == parts[2]
		if canonical == token.StrayBits {
			t.Errorf("%q is canonical: %v, and has stray bits: %v", text, canonical, token.StrayBits)
		}
		readElsewhere(t, text, token)
	})
}

// samePart asks that a part is what another decoder finds in it, and says whether it is canonical.
func samePart(t *testing.T, part string, o jose.Object) bool {
	t.Helper()
	text, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	sameObject(t, text, o)
	return base64.RawURLEncoding.EncodeToString(text) == part
}

// readElsewhere asks that go-jose reads what is read here, where the header has nothing but what it
// takes for itself.
func readElsewhere(t *testing.T, text string, token *jose.Token) {
	t.Helper()
	for name := range token.Header.Members {
		if !slices.Contains([]string{"alg", "typ", "kid"}, name) {
			return
		}
	}
	_, typed := token.Header.String("kid")
	if !jose.IsSignature(token.Algorithm()) || len(token.Header.Duplicates) > 0 ||
		token.Header.Has("kid") && !typed || len(token.Signature) == 0 {
		return
	}
	algorithm := []gojose.SignatureAlgorithm{gojose.SignatureAlgorithm(token.Algorithm())}
	if _, err := gojose.ParseSignedCompact(text, algorithm); err != nil {
		t.Errorf("%q: go-jose does not read it: %v", text, err)
	}
}

// FuzzParseObject compares with the decoder of the standard library, token by token.
func FuzzParseObject(f *testing.F) {
	for _, token := range fuzztest.Vectors(f).Tokens() {
		for _, part := range strings.Split(token, ".") {
			if text, err := base64.RawURLEncoding.DecodeString(part); err == nil {
				f.Add(text)
			}
		}
	}
	for _, text := range []string{
		`{"a":1,"a":{"b":[{"c":1,"c":2}]}}`, `{"\u0061":"\ud800","a":"\\\""} `, `{}x`, `[]`, "{\"\xff\":1}",
		` { "a" : [ 1e400 , -0 , true , null ] } `, strings.Repeat(`{"a":`, 100) + "1" + strings.Repeat(`}`, 100),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := jose.ParseObject(text)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		sameObject(t, text, o)
		if len(o.Duplicates) > 0 {
			return
		}
		printed, err := json.Marshal(o.Members)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := jose.ParseObject(printed); err != nil || !reflect.DeepEqual(again, o) {
			t.Errorf("%q is printed as %q, which is read as %v, %v", text, printed, again, err)
		}
	})
}

// sameObject asks that an object has what the standard decoder finds in a text.
func sameObject(t *testing.T, text []byte, o jose.Object) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	var want jose.Object
	members, _ := standard(t, dec, next(t, dec), 0, &want).(map[string]any)
	if want.Members = members; !reflect.DeepEqual(o, want) {
		t.Errorf("%q is %+v, to encoding/json %+v", text, o, want)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		t.Errorf("%q: more follows the object: %v", text, err)
	}
}

func next(t *testing.T, dec *json.Decoder) json.Token {
	t.Helper()
	token, err := dec.Token()
	if err != nil {
		t.Fatalf("encoding/json: %v", err)
	}
	return token
}

// standard builds the value that begins with a token, and notes depth and names that stand twice.
func standard(t *testing.T, dec *json.Decoder, first json.Token, depth int, o *jose.Object) any {
	t.Helper()
	o.Depth = max(o.Depth, depth)
	switch first {
	case json.Delim('['):
		items := []any{}
		for dec.More() {
			items = append(items, standard(t, dec, next(t, dec), depth+1, o))
		}
		next(t, dec)
		return items
	case json.Delim('{'):
		return members(t, dec, depth, o)
	}
	return first
}

func members(t *testing.T, dec *json.Decoder, depth int, o *jose.Object) map[string]any {
	t.Helper()
	out := map[string]any{}
	for dec.More() {
		name, _ := next(t, dec).(string)
		value := standard(t, dec, next(t, dec), depth+1, o)
		if _, there := out[name]; there {
			o.Duplicates = append(o.Duplicates, name)
			continue
		}
		out[name] = value
	}
	next(t, dec)
	return out
}
