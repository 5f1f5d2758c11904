package verifier

import (
	"net/http"
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
)

// Verdict is what the reference says of one step.
type Verdict struct {
	Result Result
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
	// Fetch gets a JWK Set for the faults that look for one.
	Fetch func(url string) ([]jose.Key, error)
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// remembered is how much of one step is remembered at the most: its proof, and what faults remember
// besides.
const remembered = 4

// Steps judges the steps of a vector in order, with a memory that starts empty. The error says what
// is missing in a vector of that mechanism.
func (j Judge) Steps(m spec.Mechanism, v Vector) ([]Verdict, error) {
	if err := v.check(m); err != nil {
		return nil, err
	}
	judge := j.judgeOf(m, v)
	var out []Verdict
	for _, s := range v.Steps {
		out = append(out, judge(s))
	}
	return out, nil
}

// judgeOf makes the party that is asked.
func (j Judge) judgeOf(m spec.Mechanism, v Vector) func(Step) Verdict {
	switch {
	case m == spec.MechanismIdentifier:
		return comparing(identifier.New(j.Profile, j.Faults))
	case m == spec.MechanismMTLS:
		return j.peers(v)
	case v.Role == string(spec.RoleCaller):
		return j.responses(v)
	}
	return j.requests(m, v)
}

// responses judges as a caller does, which has made the requests itself.
func (j Judge) responses(v Vector) func(Step) Verdict {
	c := caller.New(caller.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults, Checked: j.Checked,
		Replays: remembered * len(v.Steps),
		Base:    http.DefaultTransport, // nothing is sent
		Now:     v.now,
	})
	o := caller.Options{
		Binding:               caller.BindingHTTPSig,
		RequireSignedResponse: v.Caller.RequireSignedResponse, ExpectedPeer: v.Caller.ExpectedPeer,
	}
	return func(s Step) Verdict {
		_, refusal := c.Accept(httpsig.Exchange{Request: s.Request, Response: s.Response}, o)
		return verdict(refusal)
	}
}

func (j Judge) requests(m spec.Mechanism, v Vector) func(Step) Verdict {
	r := recipient.New(recipient.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults, Fetch: j.Fetch, Checked: j.Checked,
		Audience: v.Recipient.Audience, UnderstoodTokens: v.Recipient.UnderstoodTokens,
		Replays: remembered * len(v.Steps), Now: v.now,
	})
	return func(s Step) Verdict { return request(r, m, *s.Request) }
}

func request(r *recipient.Recipient, m spec.Mechanism, req message.Request) Verdict {
	caller, refused := recipient.Caller{}, (*recipient.Refused)(nil)
	if m == spec.MechanismWIT {
		refused = r.AuthenticateWIT(req)
	} else {
		caller, refused = r.Authenticate(req)
	}
	if refused != nil {
		return Verdict{Reject, refused.Requirement, refused.Detail, r.Answer(req, refused)}
	}
	fields := message.Fields{{recipient.CallerField, caller.Identifier}}
	return Verdict{Result: Accept, Answer: message.Response{Status: http.StatusOK, Fields: fields}}
}

// peers judges what the other end of a connection presents: as a recipient, or as a caller where it
// is a server's.
func (j Judge) peers(v Vector) func(Step) Verdict {
	verifier := mtls.New(mtls.Config{
		Profile: j.Profile, Domains: j.Domains, Faults: j.Faults, Checked: j.Checked, Now: v.now,
	})
	return func(s Step) Verdict {
		_, refusal := verifier.Verify(mtls.Peer{
			Certificates: s.Peer.Certificates, Usage: s.Peer.Usage, Hostname: s.Peer.Hostname,
			TrustDomain: s.Peer.ExpectTrustDomain, Identifier: s.Peer.ExpectIdentifier,
		})
		return verdict(refusal)
	}
}

func comparing(reader *identifier.Reader) func(Step) Verdict {
	return func(s Step) Verdict {
		a, refusal := reader.Parse(*s.Identifier)
		if refusal == nil && s.Other != nil {
			var b identifier.ID
			if b, refusal = reader.Parse(*s.Other); refusal == nil {
				refusal = reader.Same(a, b)
			}
		}
		return verdict(refusal)
	}
}

func verdict(refusal *check.Refusal) Verdict {
	if refusal == nil {
		return Verdict{Result: Accept}
	}
	return Verdict{Result: Reject, Requirement: refusal.Requirement, Detail: refusal.Detail}
}

func (v Vector) now() time.Time { return time.Unix(v.VerifyAt, 0) }
