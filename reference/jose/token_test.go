package jose_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/jose"
)

var b64 = base64.RawURLEncoding.EncodeToString

const (
	goodHeader = `{"alg":"ES256","typ":"wit+jwt"}`
	goodClaims = `{"sub":"wimse://trusted.example/a"}`
)

// compact writes a token with a signature of two bytes.
func compact(header, claims string) string {
	return b64([]byte(header)) + "." + b64([]byte(claims)) + "." + b64([]byte{0xfb, 0xff})
}

func TestParseGivesWhatIsInTheToken(t *testing.T) {
	text := compact(goodHeader, goodClaims)
	token, err := jose.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if sub, _ := token.Claims.String("sub"); sub != "wimse://trusted.example/a" {
		t.Errorf("sub is %q", sub)
	}
	if token.Algorithm() != "ES256" {
		t.Errorf("alg is %q", token.Algorithm())
	}
	if want := text[:strings.LastIndexByte(text, '.')]; token.SigningInput != want {
		t.Errorf("the signing input is %q, not %q", token.SigningInput, want)
	}
	if string(token.Signature) != "\xfb\xff" || token.StrayBits || token.Unsigned {
		t.Errorf("the signature is %x, stray %v", token.Signature, token.StrayBits)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	good := compact(goodHeader, goodClaims)
	h, c := b64([]byte(goodHeader)), b64([]byte(goodClaims))
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", "3 parts, this has 1"},
		{"two parts", h + "." + c, "3 parts, this has 2"},
		{"four parts", good + ".", "3 parts, this has 4"},
		{"a line break at the end", good + "\n", "signature: not base64url: it holds a line break"},
		{"a carriage return at the end", good + "\r", "signature: not base64url: it holds a line break"},
		{"a line break in the header", h[:4] + "\n" + h[4:] + "." + c + ".AA", "header: not base64url: it holds"},
		{"a line break in the payload", h + "." + c[:4] + "\r\n" + c[4:] + ".AA", "payload: not base64url: it holds"},
		{"a space in front", " " + good, "header: not base64url"},
		{"a tab at the end", good + "\t", "signature: not base64url"},
		{"padding", h + "." + c + ".AA==", "signature: not base64url without padding"},
		{"the standard alphabet", h + "." + c + ".+/8", "signature: not base64url without padding"},
		{"a part of an impossible length", h + "." + c + ".A", "signature: not base64url"},
		{"an empty header", "." + c + ".AA", "header: not JSON: it ends too early"},
		{"an empty payload", h + "..AA", "payload: not JSON: it ends too early"},
		{"a header that is no JSON", compact("alg", goodClaims), "header: not JSON"},
		{"claims null", compact(goodHeader, "null"), "payload: not a JSON object"},
		{"claims an array", compact(goodHeader, "[{}]"), "payload: not a JSON object"},
		{"claims a text", compact(goodHeader, `"{}"`), "payload: not a JSON object"},
		{"claims a number", compact(goodHeader, "1"), "payload: not a JSON object"},
		{"two JSON values", compact(goodHeader, "{}{}"), "payload: more follows"},
		{"text behind the claims", compact(goodHeader, "{} x"), "payload: more follows"},
		{"a brace too many", compact(goodHeader, "{}}"), "payload: more follows"},
		{"a NUL behind the claims", compact(goodHeader, "{}\x00"), "payload: more follows"},
		{"a byte order mark", compact(goodHeader, "\xef\xbb\xbf{}"), "payload: not JSON"},
		{"a byte that is no UTF-8", compact(goodHeader, "{\"a\":\"\xff\"}"), "payload: not UTF-8"},
		{"a surrogate in UTF-8", compact(goodHeader, "{\"a\":\"\xed\xa0\x80\"}"), "payload: not UTF-8"},
		{"UTF-16", compact(goodHeader, "{\x00}\x00"), "payload: not JSON"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := jose.Parse(tc.text)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("the error is %v and must say %q", err, tc.want)
			}
		})
	}
}

// TestParseLeavesToOthers lists what is a token all the same: other checks judge it.
func TestParseLeavesToOthers(t *testing.T) {
	for _, tc := range []struct{ name, text string }{
		{"no signature", b64([]byte(goodHeader)) + "." + b64([]byte(goodClaims)) + "."},
		{"white space around the object", compact(" \t\r\n"+goodHeader+"\n", goodClaims)},
		{"an empty header", compact("{}", goodClaims)},
		{"typ a number", compact(`{"alg":"ES256","typ":5}`, goodClaims)},
		{"members that differ in case", compact(`{"alg":"ES256","Alg":"none"}`, goodClaims)},
		{"exp in exponents", compact(goodHeader, `{"exp":1e3}`)},
		{"a number beyond all types", compact(goodHeader, `{"exp":`+strings.Repeat("9", 5000)+`}`)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := jose.Parse(tc.text); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestStrayBitsAreSeenInEveryPart(t *testing.T) {
	const clean, stray = "eyJhIjoxfSA", "eyJhIjoxfSB" // {"a":1} and a space: 8 bytes, 2 free bits
	for _, tc := range []struct {
		text  string
		stray bool
	}{
		{clean + "." + clean + ".AA", false},
		{stray + "." + clean + ".AA", true},
		{clean + "." + stray + ".AA", true},
		{clean + "." + clean + ".AB", true},
		{clean + "." + clean + ".AAB", true},
	} {
		token, err := jose.Parse(tc.text)
		if err != nil {
			t.Fatalf("%s: %v", tc.text, err)
		}
		if refused := token.RefuseStrayBits() != nil; refused != tc.stray {
			t.Errorf("%s: stray bits seen: %v", tc.text, refused)
		}
	}
}

// TestMembersAreCaseSensitive shows that the standard decoder's kindness plays no part.
func TestMembersAreCaseSensitive(t *testing.T) {
	token, err := jose.Parse(compact(`{"Alg":"none","alg":"ES256"}`, `{"Sub":"b"}`))
	if err != nil {
		t.Fatal(err)
	}
	if token.Algorithm() != "ES256" || token.Claims.Has("sub") || len(token.Header.Duplicates) > 0 {
		t.Errorf("alg %q, claims %v", token.Algorithm(), token.Claims.Members)
	}
}

func TestParseTakesAMebibyte(t *testing.T) {
	t.Parallel()
	text := compact(goodHeader, `{"pad":"`+strings.Repeat("x", 1<<20)+`"}`)
	token, err := jose.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if pad, _ := token.Claims.String("pad"); len(pad) != 1<<20 {
		t.Errorf("%d bytes are left", len(pad))
	}
}
