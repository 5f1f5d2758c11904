// Package mtls verifies and issues Workload Identity Certificates, and makes the TLS configurations
// of two workloads that authenticate each other by them (draft-ietf-wimse-mutual-tls-02, Section 3;
// draft-ietf-wimse-workload-creds-02, Section 6). Start with [New] and [Verifier.Verify];
// [Verifier.ServerConfig] and [Verifier.ClientConfig] are for crypto/tls, [Authority] issues.
//
// # What crypto/x509 does, and what is done here
//
// crypto/x509 takes a certificate apart, but for its subject alternative names, and crypto packages
// verify its signature. The rest is done here. The names are read from the extension itself,
// because crypto/x509 joins or refuses what has to be told apart: an identifier that is a good URI
// and no good host name, two extensions of one kind, the kinds of names that it has no field for.
// The path is walked here and not by x509.Certificate.Verify, because that takes one decision on
// all rules, applies the extended key usage of authorities to what they issue, which RFC 5280 does
// not, and lets a constraint on a host reach the names below it. Here each rule is a check of its
// own under its requirement ID, so that one can be left out alone.
//
// crypto/tls parses with crypto/x509 before it asks anybody, so on a connection it refuses some
// certificates by itself.
//
// The checks stand in the order in which they run in the files checks_*.go: the certificates' form,
// the names, the trust domain, the path, the leaf, what is expected. How each can be got wrong stands
// in bent*.go.
package mtls

import (
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// What a leaf is used for: the side of the connection whose certificate it is.
const (
	UsageClient = "client"
	UsageServer = "server"
)

// Peer is what the other end of a connection presents, and what is expected of it.
type Peer struct {
	// Certificates are in DER, the leaf first, as they were sent.
	Certificates [][]byte
	// Usage is [UsageClient] or [UsageServer].
	Usage string
	// TrustDomain is the trust domain that is expected; empty allows every trusted one.
	TrustDomain string
	// Identifier is the Workload Identifier that is expected; empty allows any of the domain.
	Identifier string
	// Hostname is the DNS name that the client connects by; empty, or an IP address, where it
	// connects by none.
	Hostname string
}

// Config is what a verifier is told by its deployment. Nothing in it ever comes from a peer.
type Config struct {
	Profile *spec.Profile
	Domains trust.Domains
	// Authorize decides about a peer that is authenticated, by its complete identifier; nil lets all
	// of them in. An error of type *check.Refusal names its own requirement.
	Authorize func(identifier.ID) error
	Faults    check.Faults
	// Now is its clock; nil means time.Now.
	Now func() time.Time
	// Checked counts the signatures of certificates that are checked; it may be nil.
	Checked *jose.Tally
}

// Verifier verifies the certificates of peers. It is safe for concurrent use.
type Verifier struct {
	Config
	reader *identifier.Reader
	// plain reads identifiers with no fault on.
	plain   *identifier.Reader
	anchors []anchor
	checks  check.Pipeline[*state]
	path    check.Pipeline[*path]
}

// New makes a verifier.
func New(c Config) *Verifier {
	if c.Now == nil {
		c.Now = time.Now
	}
	c.Faults = widen(c.Faults)
	return &Verifier{
		Config:  c,
		reader:  identifier.New(c.Profile, c.Faults),
		plain:   identifier.New(c.Profile, check.Faults{}),
		anchors: anchorsOf(c.Domains),
		checks:  check.Compile(c.Profile, c.Faults, checks),
		path:    check.Compile(c.Profile, c.Faults, pathChecks),
	}
}

// Verify decides about a peer and gives the identifier that its certificate proves. It is empty
// only where a switched-off check leaves none.
func (v *Verifier) Verify(p Peer) (identifier.ID, *check.Refusal) {
	s := &state{Verifier: v, Peer: p, now: v.Now()}
	if refusal := v.checks.Run(s); refusal != nil {
		return identifier.ID{}, refusal
	}
	return s.id, nil
}

// state is what the checks know about one peer so far.
type state struct {
	*Verifier
	Peer
	now   time.Time
	chain []*certificate
	// unreadable says that the leaf cannot be read.
	unreadable bool
	// uri is the name that carries the identifier, and id what it says.
	uri string
	id  identifier.ID
	// taken is an identifier that a bent check has taken; empty without one.
	taken string
	// domain is the trust domain of the identifier; nil only past a switched-off check.
	domain *trust.Domain
	// used is the path that was found good, from the leaf to the anchor.
	used []*certificate
	// verifications counts the signatures that were checked.
	verifications int
}

func (s *state) leaf() *certificate { return s.chain[0] }

// refuse refuses for one of several requirements that are the same rule, by the first that is in
// force. With any of those switched off, or none in force, nothing is refused.
func (s *state) refuse(ids []string, format string, args ...any) error {
	var named string
	for _, id := range ids {
		_, inForce := s.Profile.Rule(id)
		switch {
		case inForce && s.Faults.On(id):
			return nil
		case inForce && named == "":
			named = id
		}
	}
	if named == "" {
		return nil
	}
	return check.Refuse(named, format, args...)
}

var checks = slices.Concat(formChecks, nameChecks, domainChecks, walkChecks, leafChecks,
	expectChecks)
