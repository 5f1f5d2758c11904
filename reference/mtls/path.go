package mtls

import (
	"bytes"
	"crypto/x509"
	"errors"
	"maps"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// anchor is a trust anchor with the trust domain that it is for.
type anchor struct {
	*certificate
	domain *trust.Domain
}

func anchorsOf(domains trust.Domains) []anchor {
	var out []anchor
	for _, name := range slices.Sorted(maps.Keys(domains)) {
		for _, ca := range domains[name].Authorities {
			out = append(out, anchor{configured(ca), domains[name]})
		}
	}
	return out
}

// configured takes a certificate as its deployment has it: nothing in it needs a second look.
func configured(ca *x509.Certificate) *certificate {
	return &certificate{
		Certificate: ca, sent: ca.Raw, signed: ca.RawTBSCertificate, extensions: ca.Extensions,
		subject: comparableName(ca.RawSubject), issuer: comparableName(ca.RawIssuer),
	}
}

// path leads from the leaf upwards, by the names of issuers, to a trust anchor or to where it ends
// without one.
type path struct {
	*state
	certificates []*certificate
	// anchor is where it ends; nil without one.
	anchor *anchor
}

func (p *path) top() *certificate { return p.certificates[len(p.certificates)-1] }

// authorities are the certificates above the leaf, the anchor's included.
func (p *path) authorities() []*certificate { return p.certificates[1:] }

// below are the certificates that some other one issued: all but the anchor.
func (p *path) below() []*certificate {
	if p.anchor != nil {
		return p.certificates[:len(p.certificates)-1]
	}
	return p.certificates
}

func (p *path) to(c *certificate, a *anchor) *path {
	return &path{p.state, append(slices.Clone(p.certificates), c), a}
}

// walkChecks find a path that is good by every check on paths (RFC 5280, Section 6.1).
var walkChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		var worst *check.Refusal
		for _, p := range s.paths() {
			refusal := s.path.Run(p)
			if refusal == nil {
				s.used = p.certificates
				return nil
			}
			if worst == nil || rank(refusal) > rank(worst) {
				worst = refusal
			}
		}
		if worst == nil {
			return errors.New("no path was found")
		}
		return worst
	}},
	{ID: "WIC-CHAIN-EXTRA", Strict: func(s *state) error {
		for i, c := range s.chain {
			if i >= len(s.used)-1 || !bytes.Equal(s.used[i].sent, c.sent) {
				return errNotNeeded
			}
		}
		return nil
	}},
}

// rank says how far a path came: of several, the one that came furthest is the one that was meant.
func rank(r *check.Refusal) int {
	return slices.IndexFunc(pathChecks, func(c check.Check[*path]) bool {
		return c.ID == r.Requirement
	})
}

// paths lists the paths that the certificates allow, in whatever order they were sent: of names
// first, or where no issuer is known by name, of keys.
func (s *state) paths() []*path {
	var out []*path
	s.extend(&path{state: s, certificates: s.chain[:1]}, &out)
	return out
}

func (s *state) extend(p *path, out *[]*path) {
	if len(*out) >= maxPaths {
		return
	}
	found := s.step(p, out, func(c *certificate) bool { return p.top().issuer == c.subject })
	if !found && !p.top().selfIssued() {
		found = s.step(p, out, func(c *certificate) bool { return s.verifies(p.top(), c) })
	}
	if !found || p.top().selfIssued() && s.verifies(p.top(), p.top()) {
		*out = append(*out, p)
	}
}

// step goes on to every issuer that fits, and says whether there is one.
func (s *state) step(p *path, out *[]*path, fits func(*certificate) bool) bool {
	found := false
	for i := range s.anchors {
		a := &s.anchors[i]
		if fits(a.certificate) && !bytes.Equal(p.top().sent, a.sent) {
			found = true
			*out = append(*out, p.to(a.certificate, a))
		}
	}
	for _, c := range s.chain[1:] {
		used := slices.ContainsFunc(p.certificates, func(u *certificate) bool {
			return bytes.Equal(u.sent, c.sent)
		})
		if !used && !s.isAnchor(c) && len(p.certificates) < maxPathLength && fits(c) {
			found = true
			s.extend(p.to(c, nil), out)
		}
	}
	return found
}

// isAnchor says that a certificate that was sent is a trust anchor, which is known already.
func (s *state) isAnchor(c *certificate) bool {
	return slices.ContainsFunc(s.anchors, func(a anchor) bool { return bytes.Equal(a.sent, c.sent) })
}
