package fuzztest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
)

func TestVectorsHoldSeedsOfEveryKind(t *testing.T) {
	t.Parallel()
	s := fuzztest.Vectors(t)
	for kind, n := range map[string]int{
		"files": len(s.Files), "identifiers": len(s.Identifiers), "requests": len(s.Requests),
		"responses": len(s.Responses), "certificates": len(s.Certificates), "keys": len(s.Keys),
		"authorities": len(s.Authorities), "tokens": len(s.Tokens()),
		"Signature-Input": len(s.Values("signature-input")),
	} {
		if n < 2 {
			t.Errorf("%d %s", n, kind)
		}
	}
}

// noted is a test that only notes whether it failed.
type noted struct {
	testing.TB
	failed bool
}

func (n *noted) Helper()               {}
func (n *noted) Errorf(string, ...any) { n.failed = true }

func TestLine(t *testing.T) {
	t.Parallel()
	for text, bad := range map[string]bool{
		"a: \"b\" is no c": false, "é": false, "": true, "a\nb": true, "a\x1b[1m": true, "\xff": true,
		"\u202e": true, strings.Repeat("a", 1000): true,
	} {
		n := &noted{TB: t}
		if fuzztest.Line(n, errors.New(text)); n.failed != bad {
			t.Errorf("%.20q: refused is %v", text, n.failed)
		}
	}
}
