package live

import (
	"net/http"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// algorithm is the one with which every recipe for recipients is run: ES256 where it is claimed.
func (p *planner) algorithm() string {
	claimed := p.Target.Recipient.Algorithms
	if len(claimed) == 0 || slices.Contains(claimed, kitAlgorithm) {
		return kitAlgorithm
	}
	return claimed[0]
}

// kitAlgorithm is that of the credentials in a kit.
const kitAlgorithm = "ES256"

// claimed lists the proof algorithms that the recipient claims, without those that it could not
// tell: a signed message does not name its algorithm, an RSA key goes with two, and older revisions
// do not have the key say which.
func (p *planner) claimed(m spec.Mechanism) []string {
	all := p.Target.Recipient.Algorithms
	_, named := p.Profile.Rule("SIG-ALG-FROM-CNF")
	signed := m == spec.MechanismHTTPSig || p.main.Binding == "httpsig"
	if named || !signed {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(alg string) bool {
		return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS")
	})
}

// forge gives the forge of an algorithm for recipients; all of them share one run.
func (p *planner) forge(algorithm string) *forge.Forge {
	if p.main == nil {
		s := forge.Present(p.Profile, p.Ring, p.Target.Recipient.URL, p.Target.Recipient.Audience)
		s.Scheme, s.Algorithm = p.Target.IdentifierScheme, algorithm
		s.Canary, s.Binding = p.Canary.URL(), firstBinding(p.Target.Recipient.Bindings)
		p.main = forge.New(p.book, s)
		p.forges[algorithm] = p.main
	}
	if p.forges[algorithm] == nil {
		p.forges[algorithm] = p.main.With(algorithm)
	}
	return p.forges[algorithm]
}

// firstBinding is the proof that comes with what is about the WIT alone.
func firstBinding(claimed []string) string {
	if slices.Contains(claimed, "httpsig") && !slices.Contains(claimed, "wpt") {
		return "httpsig"
	}
	return "wpt"
}

// forgeOf gives the forge that mints a recipe.
func (p *planner) forgeOf(r *forge.Recipe, algorithm string) *forge.Forge {
	switch {
	case r.Mechanism() == spec.MechanismMTLS:
		return p.mutualForge()
	case r.Role() == spec.RoleRecipient:
		return p.forge(algorithm)
	}
	if p.told == nil {
		p.told = p.main.With(kitAlgorithm)
		p.told.Binding = firstBinding(p.Target.Caller.Bindings)
	}
	return p.told
}

// respond makes the function that answers the calls of a recipe; nil where any answer will do.
func respond(f *forge.Forge, r *forge.Recipe) peer.Answerer {
	switch {
	case r.Call != nil && r.Call.Redirect:
		return redirect
	case r.Caller != nil:
		return func(h peer.Heard) (message.Response, error) { return f.Respond(r, h.Request) }
	}
	return nil
}

// redirect sends a caller to the peer's other host, with the method that it used.
func redirect(h peer.Heard) (message.Response, error) {
	if h.There {
		return peer.Plain(h)
	}
	return message.Response{
		Status: http.StatusTemporaryRedirect,
		Fields: message.Fields{{"Location", h.Elsewhere + "/orders"}},
	}, nil
}
