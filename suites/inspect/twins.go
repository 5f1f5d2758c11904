package inspect

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// twinRows are requirements that say of any proof what others say of one kind, so that one fault
// breaks two of them.
var twinRows = []row[*sent]{
	{"WIT-CNF-ALG-BINDS-POP", (*sent).algorithmBinds},
	{"WIT-POP-TIME-LIMIT", (*sent).proofEnds},
	{"WPT-KEY-PRIVATE", proved(func(p *proof) error { return p.noSecret() })},
	{"WPT-KEY-NOT-AFTER-EXP", proved(func(p *proof) error { return p.witInTime() })},
}

// algorithmBinds: draft-ietf-wimse-workload-creds-02, Section 5.1.
func (s *sent) algorithmBinds() error {
	if p := s.proof(); p != nil {
		return p.algorithmOfKey()
	}
	r := s.signature()
	if r == nil || r.verifies() == nil {
		return nil
	}
	_, t := witOf(s.Profile, s.req.Fields)
	key, _ := confirmation(t)
	for _, alg := range jose.Algorithms() {
		key.Algorithm, key.JWK = alg, nil
		if key.Fits(alg) == nil && verifySignature(httpsig.Message{Request: s.req}, r.signature, key) == nil {
			return fmt.Errorf("the signature is made with %s, which is not the confirmation key's algorithm", alg)
		}
	}
	return nil
}

// proofEnds: draft-ietf-wimse-workload-creds-02, Section 9.2.2.
func (s *sent) proofEnds() error {
	ends := true
	if p := s.proof(); p != nil {
		_, ends = date(p.Claims, "exp")
	} else if r := s.signature(); r != nil {
		_, ends = r.moment("expires")
	}
	if !ends {
		return errors.New("nothing limits the proof in time")
	}
	return nil
}

// redirectRows look at requests that follow a redirect to another host (RFC 9110, Section 15.4).
var redirectRows = []row[*Capture]{
	{"WPT-REDIRECT", forwarded("proof", func(s *sent) string {
		if !s.usesWPT() {
			return ""
		}
		return s.credentials()
	})},
	{"SIG-REDIRECT", forwarded("signature", func(s *sent) string {
		if !s.usesSignature() {
			return ""
		}
		return strings.Join(s.req.Fields.Values(signatureField), ", ")
	})},
}

// forwarded complains of what goes to one host and then to another.
func forwarded(name string, of func(*sent) string) func(*Capture) error {
	return func(c *Capture) error {
		sentTo := map[string]string{}
		for i := range c.Requests {
			s := &sent{Capture: c, req: &c.Requests[i]}
			value, host := of(s), hostOf(s)
			if before, again := sentTo[value]; value != "" && again && before != host {
				return fmt.Errorf("the %s for %s goes to %s as well", name, short(before), short(host))
			}
			sentTo[value] = host
		}
		return nil
	}
}

// hostOf gives the authority to which a request went.
func hostOf(s *sent) string {
	u, err := url.Parse(s.req.URL)
	if err != nil || u.Host == "" {
		host, _ := only(s.req.Fields, "Host")
		return strings.ToLower(host)
	}
	return strings.ToLower(u.Host)
}
