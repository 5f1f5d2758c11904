package generate

import (
	"fmt"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// Verify has the reference accept every example of a set, at the time at which the scenario has it
// used, under the printed keys and the authority in the set alone. It also holds the files against
// each other: folded and unfolded forms, tokens and their decoded parts, keys and what they sign.
func Verify(p *spec.Profile, s *scenario.Scenario, files Files) error {
	v := &verifier{Files: files, profile: p, scenario: s}
	steps := []func() error{
		v.readAll, v.trustAnchors, v.tokens, v.proofs, v.exchanges, v.certificates,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return fmt.Errorf("generate: %w", err)
		}
	}
	return nil
}

type verifier struct {
	Files
	profile  *spec.Profile
	scenario *scenario.Scenario
	domains  trust.Domains
}

func (v *verifier) readAll() error {
	for _, name := range v.Names() {
		if strings.HasSuffix(name, FoldedEnding) {
			continue
		}
		if _, err := v.read(name); err != nil {
			return err
		}
	}
	return nil
}

// trustAnchors takes the issuer's key and the authority from the set.
func (v *verifier) trustAnchors() error {
	jwk, err := v.read(issuerKeyFile)
	if err != nil {
		return err
	}
	key, err := jose.ParseKey([]byte(jwk))
	if err != nil {
		return fmt.Errorf("%s: %w", issuerKeyFile, err)
	}
	pem, err := v.read(authorityFile + ".pem")
	if err != nil {
		return err
	}
	authorities, err := trust.ParseAuthorities([]string{pem})
	if err != nil {
		return fmt.Errorf("%s.pem: %w", authorityFile, err)
	}
	name := v.scenario.TrustDomain
	v.domains = trust.Domains{name: {Name: name, Keys: []jose.Key{key}, Authorities: authorities}}
	return nil
}

// tokens verifies the WITs that are printed alone, by themselves and in their field.
func (v *verifier) tokens() error {
	for _, w := range v.scenario.Workloads {
		if w.WIT.File == "" {
			continue
		}
		line, err := v.line(w.WIT.File + "-header.txt")
		if err != nil {
			return err
		}
		name, token, _ := strings.Cut(line, ": ")
		if err := v.decoded(w.WIT.File, token); err != nil {
			return err
		}
		r := v.recipient("", w.WIT.Issued, nil)
		refused := r.AuthenticateWIT(message.Request{Fields: message.Fields{{name, token}}})
		if refused != nil {
			return fmt.Errorf("%s.txt: %w", w.WIT.File, refused)
		}
	}
	return nil
}

func (v *verifier) recipient(audience string, now time.Time, understood []string) *recipient.Recipient {
	return recipient.New(recipient.Config{
		Profile: v.profile, Domains: v.domains, Audience: audience, Now: at(now),
		UnderstoodTokens: understood,
	})
}
