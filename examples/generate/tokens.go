package generate

import (
	"encoding/json"
	"fmt"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// issueAll issues the WITs, and prints those that have a file.
func (m *maker) issueAll() error {
	for _, w := range m.scenario.Workloads {
		token, err := m.issue(w)
		if err != nil {
			return fmt.Errorf("the WIT of %s: %w", w.Name, err)
		}
		m.wits[w.Name] = token
		if w.WIT.File == "" {
			continue
		}
		if err := m.printWIT(w.WIT.File, token); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) issue(w scenario.Workload) (string, error) {
	i := issuer.New(issuer.Config{
		Profile: m.profile, Domain: m.scenario.TrustDomain, Issuer: m.scenario.Issuer.URI,
		Keys: []jose.PrivateKey{m.keys[m.scenario.Issuer.Key].Private}, Now: at(w.WIT.Issued),
		Lifetime: w.WIT.Lifetime, TokenID: always(w.WIT.TokenID),
	})
	jwk, err := m.keys[w.Key].Private.PublicJWK()
	if err != nil {
		return "", err
	}
	application, err := json.Marshal(map[string]any{"sub": w.Identifier, "jwk": jwk})
	if err != nil {
		return "", err
	}
	token, refusal := i.Issue(application)
	if refusal != nil {
		return "", refusal
	}
	return token, nil
}

// printWIT prints a token alone and in its header field.
func (m *maker) printWIT(file, token string) error {
	if err := m.printToken(file, token); err != nil {
		return err
	}
	return m.add(file+"-header.txt", m.profile.WIT().Field+": "+token+"\n")
}

// printToken prints a token, and its parts decoded.
func (m *maker) printToken(file, text string) error {
	token, err := jose.Parse(text)
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := m.add(file+".txt", text+"\n"); err != nil {
		return err
	}
	if err := m.addJSON(file+"-jose-header.json", token.Header.Members); err != nil {
		return err
	}
	return m.addJSON(file+"-claims.json", token.Claims.Members)
}

// issuerKeyFile is where the public key of the issuer is printed.
const issuerKeyFile = "issuer-jwk.json"

// printKeys prints the keys of workloads whole, as the drafts do, and of the issuer the public half.
func (m *maker) printKeys() error {
	for _, w := range m.scenario.Workloads {
		if err := m.addJSON(scenario.PrintedName(w.Name), m.keys[w.Key].JWK); err != nil {
			return err
		}
	}
	jwk, err := m.keys[m.scenario.Issuer.Key].Private.PublicJWK()
	if err != nil {
		return err
	}
	var members map[string]any
	if err := json.Unmarshal(jwk, &members); err != nil {
		return err
	}
	return m.addJSON(issuerKeyFile, members)
}
