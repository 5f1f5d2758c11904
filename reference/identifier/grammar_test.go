package identifier

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

// components is the expression of RFC 3986, Appendix B.
var components = regexp.MustCompile(`^(?s)(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?$`)

// syntax is the grammar of a URI or relative reference, without the forms of IPv6 (RFC 3986,
// Appendix A).
var syntax = func() *regexp.Regexp {
	const (
		pct     = `%[0-9A-Fa-f]{2}`
		regName = `(?:[A-Za-z0-9\-._~!$&'()*+,;=]|` + pct + `)*`
		pchar   = `(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|` + pct + `)`
		userinf = `(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|` + pct + `)*@)?`
		host    = `(?:\[(?:` + `[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*` + `|[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+)\]|` + regName + `)`
		segment = `(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|` + pct + `)+`
		tail    = `(?:` + pchar + `|[/?])*`
	)
	net := `//` + userinf + host + `(?::[0-9]*)?(?:/` + pchar + `*)*`
	more := `(?:/` + pchar + `*)*`
	absolute := `/(?:` + pchar + `+` + more + `)?`
	rootless := pchar + `+` + more
	return regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+\-.]*:(?:` + net + `|` + absolute + `|` + rootless + `)?|` +
		net + `|` + absolute + `|(?:` + segment + more + `)?)(?:\?` + tail + `)?(?:#` + tail + `)?$`)
}()

// address finds IPv6 addresses that the expression above takes though they are none.
var address = regexp.MustCompile(`\[[0-9A-Fa-f:.]*\]`)

// TestSplitAgreesWithTheGrammar puts texts together at random from what URIs are made of.
func TestSplitAgreesWithTheGrammar(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	pieces := strings.Split("wimse|spiffe|a|B.c|1|:|:|/|/|//|//|://|://|?|#|@|[|]|[::1]|[v1.a]|[1:2]|%|%41|%4|%zz|é|\xff| |\n|'|\"|+|-|_|80|;=", "|")
	valid := 0
	for range 300_000 {
		var b strings.Builder
		for range r.IntN(9) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		uri := b.String()
		got, m := split(uri), components.FindStringSubmatch(uri)
		if got.scheme != m[2] || got.hasScheme != (m[1] != "") || got.hasAuthority != (m[3] != "") ||
			got.authority != m[4] || got.path != m[5] || got.query.there != (m[6] != "") || got.fragment.there != (m[8] != "") {
			t.Fatalf("%q is taken apart as %+v, not as %q", uri, got, m)
		}
		want := syntax.MatchString(uri)
		if lit := address.FindString(got.host); want && strings.HasPrefix(got.host, "[") && lit != "" {
			want = lit == "[::1]"
		}
		if got.wellFormedURI != want {
			t.Fatalf("%q is well-formed: %v, by the grammar %v", uri, got.wellFormedURI, want)
		}
		if want {
			valid++
		}
	}
	if valid < 10_000 {
		t.Errorf("only %d of the texts are well-formed", valid)
	}
}
