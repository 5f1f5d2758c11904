package jose_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/jose"
)

func TestParseObjectRefuses(t *testing.T) {
	for _, text := range []string{
		"", " ", "{", `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,"a":1}`, `{"a" 1}`, `{"a":1 "b":2}`,
		`{"a":1]`, `{"a":[1}`, `{"a":[1,]}`, `{"a":[,1]}`, `{"a":[1 2]}`, `{1:2}`, `{{}:1}`, `{[]:1}`, `{null:1}`,
		`{a:1}`, `{'a':1}`, `{"a":01}`, `{"a":+1}`, `{"a":.5}`, `{"a":1.}`, `{"a":0x1}`, `{"a":NaN}`, `{"a":Infinity}`,
		`{"a":True}`, `{"a":nul}`, "{\"a\":\"\n\"}", `{"a":"\x41"}`, `{"a":"\u12"}`, `{"a":1}//`, `/**/{"a":1}`, "\v{}",
		"]", "}", ",", ":", "{]", "[}", `{"a":}`, `{"a"}`, "nullnull", "{}[]", `{}"a"`, "{} 1", "{},",
	} {
		if o, err := jose.ParseObject([]byte(text)); err == nil {
			t.Errorf("%q reads as %v", text, o.Members)
		}
	}
}

func TestParseObjectFindsDuplicates(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"none", `{"a":1,"b":{"a":2},"c":[{"a":1},{"a":1}]}`, nil},
		{"at the top", `{"a":1,"a":2}`, []string{"a"}},
		{"equal values", `{"a":1,"a":1}`, []string{"a"}},
		{"nested", `{"cnf":{"jwk":{"kty":"EC","kty":"RSA"}}}`, []string{"kty"}},
		{"in an array", `{"a":[1,[{"b":1,"b":2}]]}`, []string{"b"}},
		{"inside the second of two", `{"a":1,"a":{"b":1,"b":2}}`, []string{"b", "a"}},
		{"written differently", `{"a":1,"\u0061":2}`, []string{"a"}},
		{"the empty name", `{"":1,"":2}`, []string{""}},
		{"three times", `{"a":1,"a":2,"a":3}`, []string{"a", "a"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, err := jose.ParseObject([]byte(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(o.Duplicates, tc.want) {
				t.Errorf("it finds %q, not %q", o.Duplicates, tc.want)
			}
			if refused := jose.RefuseDuplicates(o) != nil; refused != (tc.want != nil) {
				t.Errorf("refused: %v", refused)
			}
		})
	}
}

func TestOfDuplicatesTheFirstCounts(t *testing.T) {
	o, err := jose.ParseObject([]byte(`{"a":"first","a":"second"}`))
	if err != nil {
		t.Fatal(err)
	}
	if a, _ := o.String("a"); a != "first" {
		t.Errorf("a is %q", a)
	}
}

func TestNumbersStayAsWritten(t *testing.T) {
	for _, text := range []string{"1e3", "-0", "1.0", "1E400", "9007199254740993", "0.1000"} {
		o, err := jose.ParseObject([]byte(`{"n":` + text + `}`))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if o.Members["n"] != json.Number(text) {
			t.Errorf("%s became %#v", text, o.Members["n"])
		}
	}
}

func TestNullIsPresentAndNoString(t *testing.T) {
	o, err := jose.ParseObject([]byte(`{"a":null}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, isString := o.String("a"); !o.Has("a") || isString || o.Has("b") {
		t.Errorf("members are %v", o.Members)
	}
}

func TestNesting(t *testing.T) {
	t.Parallel()
	deep := func(levels int) []byte {
		return []byte(`{"a":` + strings.Repeat("[", levels-1) + strings.Repeat("]", levels-1) + "}")
	}
	for _, tc := range []struct {
		text  []byte
		depth int
	}{
		{[]byte(`{}`), 0}, {[]byte(`{"a":1}`), 1}, {deep(2), 1}, {deep(3), 2},
		{[]byte(`{"a":{"b":{}},"c":1}`), 2}, {deep(10_000), 9_999},
	} {
		o, err := jose.ParseObject(tc.text)
		if err != nil || o.Depth != tc.depth {
			t.Errorf("%.20s: depth %d, not %d, error %v", tc.text, o.Depth, tc.depth, err)
		}
	}
	for _, text := range []string{
		string(deep(10_001)), strings.Repeat("[", 1<<20), strings.Repeat(`{"a":`, 1<<18),
	} {
		_, err := jose.ParseObject([]byte(text))
		if err == nil || !strings.Contains(err.Error(), "exceeded max depth") {
			t.Errorf("%.20s, %d bytes: %v", text, len(text), err)
		}
	}
}

// TestParseObjectAgreesWithTheStandardDecoder compares both on objects without duplicates, and on the
// same objects with one byte spoiled.
func TestParseObjectAgreesWithTheStandardDecoder(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		text := []byte(randomObject(r, 4))
		agree(t, text)
		text[r.IntN(len(text))] = `{}[]",:0123 eE+-.\utn`[r.IntN(21)]
		if o, err := jose.ParseObject(text); err != nil || len(o.Duplicates) == 0 {
			agree(t, text)
		}
	}
}

func agree(t *testing.T, text []byte) {
	t.Helper()
	got, err := jose.ParseObject(text)
	var want map[string]any
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	wantErr := dec.Decode(&want)
	valid := json.Valid(text) && utf8.Valid(text) && wantErr == nil && want != nil
	if (err == nil) != valid {
		t.Fatalf("%s: %v, where the standard decoder says %v, valid %v", text, err, wantErr, valid)
	}
	if valid && !reflect.DeepEqual(got.Members, want) {
		t.Fatalf("%s: %v is not %v", text, got.Members, want)
	}
}

func randomObject(r *rand.Rand, depth int) string {
	var members []string
	for i := range r.IntN(4) {
		members = append(members, fmt.Sprintf("%s%q : %s", space(r), fmt.Sprint("k", i), randomValue(r, depth-1)))
	}
	return "{" + strings.Join(members, ",") + space(r) + "}"
}

func randomValue(r *rand.Rand, depth int) string {
	if depth > 0 {
		switch r.IntN(4) {
		case 0:
			return randomObject(r, depth)
		case 1:
			return "[" + randomValue(r, depth-1) + "," + space(r) + randomValue(r, depth-1) + "]"
		}
	}
	scalars := []string{
		"null", "true", "false", "0", "-12", "3.25", "1e3", "-0.5E-7", `""`, `"é\u00e9"`, `"\ud83d\ude00"`,
		`"\ud800"`, `"\"\\\/\b\f\n\r\t"`, "[]", "{}",
	}
	return scalars[r.IntN(len(scalars))]
}

func space(r *rand.Rand) string { return []string{"", " ", "\n\t", "\r\n"}[r.IntN(4)] }
