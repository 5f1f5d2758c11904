package trust

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// Material is what a deployment hands out about one trust domain, in JSON.
type Material struct {
	// Issuers are the values that iss may have.
	Issuers []string `json:"issuers,omitempty"`
	// JWKS is a JWK Set (RFC 7517, Section 5).
	JWKS json.RawMessage `json:"jwks"`
	// X509Authorities are certificates of certification authorities, in PEM.
	X509Authorities []string `json:"x509_authorities"`
}

// Load makes trust anchors of what was handed out, by the name of the trust domain.
func Load(material map[string]Material) (Domains, error) {
	domains := Domains{}
	for _, name := range slices.Sorted(maps.Keys(material)) {
		m := material[name]
		keys, err := ParseJWKS(m.JWKS)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if len(keys) == 0 {
			return nil, fmt.Errorf("trust: %s: no usable key in its JWK Set", name)
		}
		authorities, err := ParseAuthorities(m.X509Authorities)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		domains[name] = &Domain{
			Name: name, Issuers: m.Issuers, Keys: keys, Authorities: authorities,
		}
	}
	return domains, nil
}

// ParseJWKS reads a JWK Set. A key of a type unknown here is passed over (RFC 7517, Section 5).
func ParseJWKS(set json.RawMessage) ([]jose.Key, error) {
	var jwks struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(set, &jwks); err != nil {
		return nil, fmt.Errorf("trust: not a JWK Set: %w", err)
	}
	var keys []jose.Key
	for _, raw := range jwks.Keys {
		if k, err := jose.ParseKey(raw); err == nil {
			keys = append(keys, k)
		}
	}
	return keys, nil
}
