// Package identifier reads and compares Workload Identifiers. Start with [New] and [Reader.Parse].
package identifier

import (
	"net/netip"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/spec"
)

// ID is a Workload Identifier that has been read.
type ID struct {
	// URI is the identifier as it was written. Two identifiers are compared by it alone.
	URI string
	// Scheme, TrustDomain and Path are its parts, as they were written.
	Scheme, TrustDomain, Path string
}

// Reader reads identifiers by the rules of one profile. It is safe for concurrent use.
type Reader struct {
	checks  check.Pipeline[*state]
	compare check.Pipeline[pair]
}

// New makes a reader for a profile, with the faults that are on.
func New(p *spec.Profile, f check.Faults) *Reader {
	return &Reader{check.Compile(p, f, checks), check.Compile(p, f, comparisons)}
}

// Faults lists the faults that a reader offers.
func Faults() []string { return append(check.FaultsOf(checks), check.FaultsOf(comparisons)...) }

// Parse reads an identifier, or says which requirement it does not meet.
func (r *Reader) Parse(uri string) (ID, *check.Refusal) {
	s := split(uri)
	if refusal := r.checks.Run(s); refusal != nil {
		return ID{}, refusal
	}
	return ID{URI: uri, Scheme: s.scheme, TrustDomain: s.host, Path: s.path}, nil
}

// Same says whether two identifiers are one, by comparing the complete URIs as strings (RFC 3986,
// Section 6.2.1); where they differ, the refusal says so.
func (r *Reader) Same(a, b ID) *check.Refusal { return r.compare.Run(pair{a, b}) }

// state is a URI taken apart; a component that is absent differs from one that is empty.
type state struct {
	uri, scheme, authority, host, path     string
	userinfo, port, query, fragment        bool
	hasScheme, hasAuthority, wellFormedURI bool
}

// components is the expression of RFC 3986, Appendix B.
var components = regexp.MustCompile(`^(?s)(([^:/?#]+):)?(//([^/?#]*))?([^?#]*)(\?([^#]*))?(#(.*))?$`)

func split(uri string) *state {
	m := components.FindStringSubmatch(uri)
	s := &state{
		uri: uri, scheme: m[2], hasScheme: m[1] != "", hasAuthority: m[3] != "", authority: m[4],
		path: m[5], query: m[6] != "", fragment: m[8] != "", wellFormedURI: syntax.MatchString(uri),
	}
	rest := s.authority
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		s.userinfo, rest = true, rest[i+1:]
	}
	s.host = rest
	if i := strings.LastIndexByte(rest, ':'); i > strings.LastIndexByte(rest, ']') {
		s.port, s.host = true, rest[:i]
	}
	s.wellFormedURI = s.wellFormedURI && wellBracketed(s.host)
	return s
}

// wellBracketed says whether what brackets hold is an IPv6address or an IPvFuture (RFC 3986, Section
// 3.2.2).
func wellBracketed(host string) bool {
	literal, bracketed := strings.CutPrefix(host, "[")
	if !bracketed {
		return true
	}
	literal = strings.TrimSuffix(literal, "]")
	a, err := netip.ParseAddr(literal)
	return err == nil && a.Is6() && a.Zone() == "" || future.MatchString(literal)
}

var future = regexp.MustCompile(`^[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$`)

// syntax is the grammar of a URI or relative reference, without the forms of IPv6 (RFC 3986,
// Appendix A): what brackets hold is left to the check on IP addresses.
var syntax = func() *regexp.Regexp {
	const (
		pct     = `%[0-9A-Fa-f]{2}`
		regName = `(?:[A-Za-z0-9\-._~!$&'()*+,;=]|` + pct + `)*`
		pchar   = `(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|` + pct + `)`
		userinf = `(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|` + pct + `)*@)?`
		host    = `(?:\[[A-Za-z0-9\-._~!$&'()*+,;=:]*\]|` + regName + `)`
		segment = `(?:[A-Za-z0-9\-._~!$&'()*+,;=@]|` + pct + `)+`
		tail    = `(?:` + pchar + `|[/?])*`
	)
	net := `//` + userinf + host + `(?::[0-9]*)?(?:/` + pchar + `*)*`
	// the first segment of a relative path holds no colon, or it would read as a scheme
	more := `(?:/` + pchar + `*)*`
	absolute := `/(?:` + pchar + `+` + more + `)?` // it does not begin with //
	rootless := pchar + `+` + more
	return regexp.MustCompile(`^(?:[A-Za-z][A-Za-z0-9+\-.]*:(?:` + net + `|` + absolute + `|` + rootless + `)?|` +
		net + `|` + absolute + `|(?:` + segment + more + `)?)(?:\?` + tail + `)?(?:#` + tail + `)?$`)
}()
