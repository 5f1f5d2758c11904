package httpsig

import (
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
)

func TestParametersAreSplitAsTheyStand(t *testing.T) {
	for _, tc := range []struct {
		text, list string
		params     []string
	}{
		{`("@method" "a;b")`, `("@method" "a;b")`, nil},
		{`("@method";req);created=1;nonce="x;y,\";z"`, `("@method";req)`, []string{"created=1", `nonce="x;y,\";z"`}},
		{`();a;a=2, other=();b`, `()`, []string{"a", "a=2"}},
		{``, ``, nil}, {`(`, `(`, nil}, {`("`, `("`, nil}, {`;`, ``, []string{""}}, {`"\`, `"\`, nil},
	} {
		list, params := parameters(tc.text)
		if list != tc.list || !slices.Equal(params, tc.params) {
			t.Errorf("%q is split into %q and %q", tc.text, list, params)
		}
	}
}

// TestRepeatedParametersAreFoundBehindAnyText: what stands in a string or in a list is no member.
func TestRepeatedParametersAreFoundBehindAnyText(t *testing.T) {
	for input, twice := range map[string]bool{
		`b=("x");n="a=();c", a=("x");c=1;c=2`:    true,
		`b=("a=(");c, a=("x");c;c`:               true,
		`a=();c,` + "\t" + `b=("x";n="a=(");c;c`: true,
		`a=();c, a=();c;c`:                       true,
		`b=("x");n="a=();c;c;", a=("x");c=1`:     false,
		`ba=();c=1, a=();c=2`:                    false,
		`a=();c;c, a=();c`:                       false,
	} {
		fields := message.Fields{{inputField, input}}
		all, err := signaturesOf(fields)
		if err != nil {
			t.Fatal(err)
		}
		if err := refuseRepeated(&state{fields: fields, all: all}); (err != nil) != twice {
			t.Errorf("%s: %v", input, err)
		}
	}
}
