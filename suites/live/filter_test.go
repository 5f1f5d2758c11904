package live

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/suites/harness"
)

func TestFilterTakesNamesInLettersOfEitherCase(t *testing.T) {
	c := harness.Case{
		ID: "wpt/wth-absent", Mechanism: "wpt", Algorithm: "EdDSA", Role: "caller",
		Requirements: []string{"WPT-WTH-MATCH"},
	}
	for text, want := range map[string]bool{
		"wpt/wth-*": true, "WPT/WTH-*": true, "wpt-wth-match": true, "WPT": true, "eddsa": true,
		"role: caller && mechanism: wpt": true, "WPT-WTH-MATCH && !(algorithm: EdDSA)": false,
		"role: containsAny {caller, issuer} && !(algorithm: ES256)": true, "mechanism:wit || role:issuer": false,
		"nothing, EdDSA": true, "mechanism: wpt": true, "mechanism: wit": false, "ES256": false, "wth": false, "wpt-wth": false,
	} {
		f, err := ParseFilter(text)
		if err != nil || f.fits(c) != want {
			t.Errorf("%q: want %v, error %v", text, want, err)
		}
	}
}

func TestFilterErrorsArePlain(t *testing.T) {
	for _, text := range []string{"&&&", "a && (", "!", "\x1b[31m && ("} {
		_, err := ParseFilter(text)
		if err == nil || strings.ContainsAny(err.Error(), "\x1b\n") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
