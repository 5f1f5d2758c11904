// Package identifier reads and compares Workload Identifiers. Start with [New] and [Reader.Parse].
package identifier

import (
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

// state is a URI taken apart.
type state struct {
	uri, scheme, authority, host, path     string
	userinfo, port, query, fragment        component
	hasScheme, hasAuthority, wellFormedURI bool
}

// component is one that may be absent, which differs from one that is empty.
type component struct {
	text  string
	there bool
}
