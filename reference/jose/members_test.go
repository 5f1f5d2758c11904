package jose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
)

func object(t *testing.T, text string) jose.Object {
	t.Helper()
	o, err := jose.ParseObject([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestConveys(t *testing.T) {
	for header, want := range map[string]bool{
		`{"typ":"wit+jwt"}`: true, `{"typ":"WIT+JWT"}`: true, `{"typ":"application/wit+jwt"}`: true,
		`{"typ":"Application/Wit+Jwt"}`: true,
		`{}`:                            false, `{"typ":null}`: false, `{"typ":5}`: false, `{"typ":["wit+jwt"]}`: false, `{"typ":""}`: false,
		`{"typ":"wpt+jwt"}`: false, `{"typ":"wit+jwt "}`: false, `{"typ":"text/wit+jwt"}`: false, `{"typ":"wit+jwt;v=1"}`: false,
		`{"typ":"application/application/wit+jwt"}`: false, `{"Typ":"wit+jwt"}`: false, `{"typ":"wıt+jwt"}`: false,
	} {
		if got := jose.Conveys(object(t, header), "wit+jwt"); got != want {
			t.Errorf("%s conveys it: %v", header, got)
		}
	}
}

func TestEveryCriticalExtensionIsRefused(t *testing.T) {
	for header, refused := range map[string]bool{
		`{}`: false, `{"Crit":["x"]}`: false,
		`{"crit":[]}`: true, `{"crit":null}`: true, `{"crit":"x"}`: true, `{"crit":{}}`: true, `{"crit":["alg"]}`: true,
		`{"crit":["x"],"x":1}`: true, `{"crit":[5]}`: true, `{"crit":["b64"],"b64":true}`: true,
	} {
		if err := jose.RefuseCritical(object(t, header)); (err != nil) != refused {
			t.Errorf("%s: %v", header, err)
		}
	}
}

func TestRefusalsQuoteLittle(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for _, err := range []error{
		jose.RefuseCritical(object(t, `{"crit":["`+long+`"]}`)),
		jose.RefuseDuplicates(object(t, `{"`+long+`":1,"`+long+`":2}`)),
		jose.RefuseOthers(object(t, `{"`+long+`":1}`), "a"),
	} {
		if err == nil || len(err.Error()) > 120 {
			t.Errorf("%.200s", err)
		}
	}
}

func TestRefuseOthers(t *testing.T) {
	o := object(t, `{"a":1,"b":2}`)
	if err := jose.RefuseOthers(o, "a", "b", "c"); err != nil {
		t.Error(err)
	}
	if jose.RefuseOthers(o, "a") == nil {
		t.Error("b is known")
	}
}

func TestNumbersAreNumbers(t *testing.T) {
	for claims, good := range map[string]bool{
		`{}`: true, `{"exp":1}`: true, `{"exp":1.5}`: true, `{"exp":1e3}`: true, `{"exp":-1}`: true, `{"exp":1e400}`: true,
		`{"exp":"1"}`: false, `{"exp":null}`: false, `{"exp":true}`: false, `{"exp":[1]}`: false, `{"exp":{}}`: false,
	} {
		if err := jose.RequireNumber(object(t, claims), "exp"); (err == nil) != good {
			t.Errorf("%s: %v", claims, err)
		}
	}
}

func TestMoment(t *testing.T) {
	fallback := time.Unix(7, 0)
	for _, tc := range []struct {
		exp  string
		want time.Time
	}{
		{"1000", time.Unix(1000, 0)}, {"1e3", time.Unix(1000, 0)}, {"1000.0", time.Unix(1000, 0)},
		{"0", time.Unix(0, 0)}, {"-1", time.Unix(-1, 0)}, {"-0.5", time.UnixMilli(-500)},
		{"1000.25", time.UnixMilli(1000_250)}, {"1000.9999", time.UnixMilli(1000_999)},
		{"1e400", time.Unix(1e11, 0)}, {"-1e400", time.Unix(-1e11, 0)}, {"1e20", time.Unix(1e11, 0)},
		{strings.Repeat("9", 5000), time.Unix(1e11, 0)}, {"1e-400", time.Unix(0, 0)},
		{"null", fallback}, {"true", fallback}, {`"soon"`, fallback}, {`"NaN"`, fallback}, {"[]", fallback},
	} {
		if got := jose.Moment(object(t, `{"exp":`+tc.exp+`}`), "exp", fallback); !got.Equal(tc.want) {
			t.Errorf("exp %.20s is %v, not %v", tc.exp, got, tc.want)
		}
	}
	if got := jose.Moment(object(t, `{}`), "exp", fallback); got != fallback {
		t.Errorf("without exp it is %v", got)
	}
}

func TestKindsOfAlgorithms(t *testing.T) {
	kinds := map[string]func(string) bool{
		"signature": jose.IsSignature, "symmetric": jose.IsSymmetric, "encryption": jose.IsEncryption,
		"none": jose.IsNone,
	}
	for alg, kind := range map[string]string{
		"ES256": "signature", "Ed25519": "signature", "HS256": "symmetric", "HS512": "symmetric",
		"dir": "encryption", "RSA-OAEP-256": "encryption", "A256GCM": "encryption", "ECDH-ES": "encryption",
		"none": "none", "NoNe": "none", "": "", "ES256K": "", "hs256": "",
	} {
		for name, is := range kinds {
			if is(alg) != (name == kind) {
				t.Errorf("%q as %s: %v", alg, name, is(alg))
			}
		}
	}
}
