// Package prove shows that vectors are right: the reference accepts every control, refuses every
// vector for the requirement that it cites, and accepts it with that one check left out. Start with
// [Profile].
package prove

import (
	"fmt"
	"net/http"
	"path"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Verdict is what the reference says of one step.
type Verdict struct {
	Result vector.Result
	// Requirement and Detail say why a step was refused.
	Requirement, Detail string
	// Answer is the HTTP answer to a refused or accepted request.
	Answer message.Response
}

// Judge judges vectors as the reference does, in one profile, with some faults on.
type Judge struct {
	Profile *spec.Profile
	Domains trust.Domains
	Faults  check.Faults
	// Fetch gets a JWK Set for the faults that look for one; nothing is fetched from a network.
	Fetch func(url string) ([]jose.Key, error)
}

// Steps judges the steps of a vector in order, with a memory that starts empty.
func (j Judge) Steps(v vector.Vector) ([]Verdict, error) {
	switch spec.Mechanism(mechanismOf(v.ID)) {
	case spec.MechanismIdentifier:
		return j.identifiers(v), nil
	case spec.MechanismWIT, spec.MechanismWPT, spec.MechanismHTTPSig:
		if v.Role == string(spec.RoleCaller) {
			return j.responses(v), nil
		}
		return j.requests(v), nil
	case spec.MechanismMTLS:
		return j.peers(v), nil
	}
	return nil, fmt.Errorf("prove: %s: no judge for its mechanism", v.ID)
}

// responses judges as a caller does, which has made the requests itself.
func (j Judge) responses(v vector.Vector) []Verdict {
	c := caller.New(caller.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults, Replays: 64,
		Base: http.DefaultTransport, // nothing is sent
		Now:  func() time.Time { return time.Unix(v.VerifyAt, 0) },
	})
	o := caller.Options{
		Binding:               caller.BindingHTTPSig,
		RequireSignedResponse: v.Caller.RequireSignedResponse, ExpectedPeer: v.Caller.ExpectedPeer,
	}
	var out []Verdict
	for _, s := range v.Steps {
		verdict := Verdict{Result: vector.Accept}
		if _, refusal := c.Accept(httpsig.Exchange{Request: s.Request, Response: s.Response}, o); refusal != nil {
			verdict = Verdict{Result: vector.Reject, Requirement: refusal.Requirement, Detail: refusal.Detail}
		}
		out = append(out, verdict)
	}
	return out
}

func (j Judge) requests(v vector.Vector) []Verdict {
	r := recipient.New(recipient.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults, Fetch: j.Fetch, Replays: 64,
		Audience: v.Recipient.Audience, UnderstoodTokens: v.Recipient.UnderstoodTokens,
		Now: func() time.Time { return time.Unix(v.VerifyAt, 0) },
	})
	var out []Verdict
	for _, s := range v.Steps {
		out = append(out, request(r, v.ID, *s.Request))
	}
	return out
}

func request(r *recipient.Recipient, id string, req message.Request) Verdict {
	caller, refused := recipient.Caller{}, (*recipient.Refused)(nil)
	if mechanismOf(id) == string(spec.MechanismWIT) {
		refused = r.AuthenticateWIT(req)
	} else {
		caller, refused = r.Authenticate(req)
	}
	if refused != nil {
		return Verdict{vector.Reject, refused.Requirement, refused.Detail, r.Answer(req, refused)}
	}
	fields := message.Fields{{recipient.CallerField, caller.Identifier}}
	return Verdict{Result: vector.Accept, Answer: message.Response{Status: 200, Fields: fields}}
}

// peers judges what the other end of a connection presents: as a recipient, or as a caller where it
// is a server's.
func (j Judge) peers(v vector.Vector) []Verdict {
	verifier := mtls.New(mtls.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults,
		Now: func() time.Time { return time.Unix(v.VerifyAt, 0) },
	})
	var out []Verdict
	for _, s := range v.Steps {
		verdict := Verdict{Result: vector.Accept}
		_, refusal := verifier.Verify(mtls.Peer{
			Certificates: s.Peer.Certificates, Usage: s.Peer.Usage, Hostname: s.Peer.Hostname,
			TrustDomain: s.Peer.ExpectTrustDomain, Identifier: s.Peer.ExpectIdentifier,
		})
		if refusal != nil {
			verdict = Verdict{Result: vector.Reject, Requirement: refusal.Requirement, Detail: refusal.Detail}
		}
		out = append(out, verdict)
	}
	return out
}

func (j Judge) identifiers(v vector.Vector) []Verdict {
	reader := identifier.New(j.Profile, j.Faults)
	var out []Verdict
	for _, s := range v.Steps {
		out = append(out, compare(reader, s))
	}
	return out
}

func compare(reader *identifier.Reader, s vector.Step) Verdict {
	a, refusal := reader.Parse(*s.Identifier)
	if refusal == nil && s.Other != nil {
		var b identifier.ID
		if b, refusal = reader.Parse(*s.Other); refusal == nil {
			refusal = reader.Same(a, b)
		}
	}
	if refusal != nil {
		return Verdict{Result: vector.Reject, Requirement: refusal.Requirement, Detail: refusal.Detail}
	}
	return Verdict{Result: vector.Accept}
}

const callerField = recipient.CallerField

// mechanismOf gives the first part of an id.
func mechanismOf(id string) string { return path.Dir(id) }
