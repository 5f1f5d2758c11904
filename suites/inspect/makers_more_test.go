package inspect_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// TestReferenceAsSigner does so for the responses of a recipient.
func TestReferenceAsSigner(t *testing.T) {
	for _, p := range profiles(t) {
		for _, fault := range append(httpsig.Faults(), "none:signer") {
			id, isSigner := strings.CutSuffix(fault, ":signer")
			_, looked := inspect.Find(id, spec.RoleRecipient)
			if _, inForce := p.Rule(id); !isSigner || (!inForce || !looked) && id != "none" {
				continue // what the catalogue asks of requests alone is offered for responses too
			}
			judged(t, p.Revisions.HTTPSig+": "+fault, id, answered(t, p, fault))
		}
	}
}

// answered lists what the reference breaks with a fault when it signs two responses.
func answered(t *testing.T, p *spec.Profile, fault string) []string {
	t.Helper()
	c := capture(t, p)
	params := ""
	if p.HTTPSig().SignResponse != "" {
		params = ";" + p.HTTPSig().SignResponse
	}
	c.Requests = []message.Request{signedRequest(t, p, sealing{params: params}, "")}
	s := &httpsig.Signer{
		Profile: p, WIT: witFor(t, p, "workload-b", nil, nil), Key: private(t, "workload-b/ES256", "ES256"),
		Now: func() time.Time { return time.Unix(now, 0) }, Faults: check.With(fault),
	}
	for range 2 {
		m := &message.Response{Status: 200, Body: []byte("an answer"), Fields: message.Fields{{"Content-Type", "text/plain"}}}
		if err := s.SignResponse(m, &c.Requests[0]); err != nil {
			t.Fatal(err)
		}
		if c.Response != nil {
			c.EarlierResponses = append(c.EarlierResponses, *c.Response)
		}
		c.Response = m
	}
	return breaks(c)
}

// TestReferenceAsIssuer does so for the WITs of an issuer.
func TestReferenceAsIssuer(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		p := spec.Must(name)
		for _, fault := range append(issuer.Faults(), "none:issuer") {
			id, isIssuer := strings.CutSuffix(fault, ":issuer")
			if _, inForce := p.Rule(id); !isIssuer || !inForce && id != "none" {
				continue
			}
			judged(t, name+": "+fault, id, issued(t, p, fault))
		}
	}
}

func issued(t *testing.T, p *spec.Profile, fault string) []string {
	t.Helper()
	c := capture(t, p)
	c.Domains = nil
	who := issuer.New(issuer.Config{
		Profile: p, Domain: "trusted.example", Issuer: "https://issuer.trusted.example",
		Keys: []jose.PrivateKey{private(t, "trusted.example/es256-1", "ES256")}, Faults: check.With(fault),
		Now: func() time.Time { return time.Unix(now, 0) },
	})
	c.JWKS = who.JWKS()
	var broken []string
	for _, a := range applications(t) {
		request, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		c.Issue, c.Earlier = &a, append(c.Earlier, c.WIT)
		c.WIT, _ = who.Issue(request)
		if sub := a.Subject.(string); c.WIT != "" || len(sub) == 2048 {
			broken = append(broken, breaks(c)...) // else the issuer refused, as it should
		}
	}
	slices.Sort(broken)
	return slices.Compact(broken)
}

// applications are good ones, and each that an issuer has to refuse.
func applications(t *testing.T) []vector.Issue {
	t.Helper()
	good := jwkOf(t, "workload-a/ES256")
	all := []vector.Issue{{Subject: callerID, JWK: good}, {Subject: callerID, JWK: good}}
	for _, changes := range []members{
		{"alg": "none"}, {"alg": "ECDH-ES"}, {"alg": "HS256"}, {"alg": "ES384"}, {"d": privateText()},
		{"kty": "oct", "k": "c2VjcmV0", "alg": "HS256"},
	} {
		all = append(all, vector.Issue{Subject: callerID, JWK: change(good, changes)})
	}
	for _, sub := range []string{
		"wimse://trusted.example/a b", "wimse://trusted.example/a?b", "wimse://trusted.example/a#b",
		"wimse://a@trusted.example/a", "wimse://trusted.example:1/a", "//trusted.example/a", "wimse:a", "wimse:///a",
		"wimse://192.0.2.1/a", callerID + strings.Repeat("a", 2048-len(callerID)), callerID + strings.Repeat("a", 2048),
	} {
		all = append(all, vector.Issue{Subject: sub, JWK: good})
	}
	return all
}
