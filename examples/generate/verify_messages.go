package generate

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
)

// audience is the name of a recipient: the one that the scenario has, or the target URI.
func audience(named, url string) string {
	if named != "" {
		return named
	}
	bare, _, _ := strings.Cut(url, "?")
	return bare
}

func (v *verifier) proofs() error {
	for _, p := range v.scenario.Proofs {
		name := p.File + "-request.txt"
		req, err := v.request(name)
		if err != nil {
			return err
		}
		facts := v.profile.WPT()
		own := req.Fields.Values(facts.Field)
		if err := v.decoded(p.File, strings.TrimPrefix(own[len(own)-1], facts.Scheme+" ")); err != nil {
			return err
		}
		r := v.recipient(audience(p.Audience, p.Request.URL), p.Sent, p.UnderstoodTokens)
		if err := v.authenticated(r, req, p.From); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// authenticated has a recipient take a request for one of a workload whose token, where it is
// printed, is that of the request, and whose printed key is that of the token.
func (v *verifier) authenticated(r *recipient.Recipient, req *message.Request, from string) error {
	w := v.scenario.Workload(from)
	got, refused := r.Authenticate(*req)
	if refused != nil {
		return refused
	}
	if got.Identifier != w.Identifier {
		return fmt.Errorf("it authenticates %q", got.Identifier)
	}
	return v.presents(req.Fields, w)
}

func (v *verifier) exchanges() error {
	for _, x := range v.scenario.Exchanges {
		req, err := v.request(x.RequestFile + ".txt")
		if err != nil {
			return err
		}
		r := v.recipient(audience(x.Audience, x.Request.URL), x.Sent, nil)
		if err := v.authenticated(r, req, x.From); err != nil {
			return fmt.Errorf("%s.txt: %w", x.RequestFile, err)
		}
		if err := v.answered(x, req); err != nil {
			return fmt.Errorf("%s.txt: %w", x.ResponseFile, err)
		}
	}
	return nil
}

// answered has the caller accept a response, signed by the one that it called.
func (v *verifier) answered(x scenario.Exchange, req *message.Request) error {
	res, err := v.response(x.ResponseFile + ".txt")
	if err != nil {
		return err
	}
	to := v.scenario.Workload(x.To)
	c := caller.New(caller.Config{Profile: v.profile, Domains: v.domains, Now: at(x.Answered)})
	peer, refusal := c.Accept(httpsig.Exchange{Request: req, Response: res, Required: true},
		caller.Options{ExpectedPeer: to.Identifier})
	if refusal != nil {
		return refusal
	}
	if peer != to.Identifier {
		return errors.New("nobody signed it")
	}
	return v.presents(res.Fields, to)
}
