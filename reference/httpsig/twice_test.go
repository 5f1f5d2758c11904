package httpsig

import (
	"slices"
	"testing"
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
