package wpt

import (
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// credentials is the value of the field by the grammar of RFC 9110, Section 11.4, where the scheme is
// WPT: one or more spaces and a token68.
var credentials = regexp.MustCompile(`^(?i:WPT) +([A-Za-z0-9._~+/-]+=*)$`)

// FuzzCredentials compares what the checks of the field find with the grammar.
func FuzzCredentials(f *testing.F) {
	for _, value := range fuzztest.Vectors(f).Values("Authorization") {
		f.Add(value)
	}
	for _, value := range []string{"WPT", "WPT =", "wpt  a=", "WPT a b", "WPT\ta", "WPT a=b", "Wpt a ", "ẂPT a",
		"WPT a,b"} {
		f.Add(value)
	}
	v := New(Config{Profile: spec.Must("latest")})
	pipeline := check.Compile(v.Profile, check.Faults{}, fieldChecks)
	f.Fuzz(func(t *testing.T, value string) {
		s := &state{Verifier: v, req: &message.Request{Fields: message.Fields{{"Authorization", value}}}}
		refusal, want := pipeline.Run(s), credentials.FindStringSubmatch(value)
		if refusal != nil {
			fuzztest.Line(t, refusal)
		}
		if (refusal == nil) != (want != nil) {
			t.Fatalf("%q: %v, by the grammar it is good: %v", value, refusal, want != nil)
		}
		if want != nil && s.text() != want[1] {
			t.Errorf("%q is read as %q", value, s.text())
		}
		if want != nil && strings.Count(want[1], ".") != 2 && s.formed() {
			t.Errorf("%q is taken for a token", value)
		}
	})
}

func (s *state) formed() bool { return formChecks[0].Run(s) == nil }
