package forge

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// base is the model of the valid exchange of a profile: every recipe departs from it.
func (m *minting) base() tree {
	if m.recipe.mechanism == spec.MechanismMTLS {
		return m.basePeer()
	}
	c := m.recipe.Caller
	kind := fmt.Sprint(m.recipe.mechanism, c != nil, c != nil && c.RequireSignedResponse)
	if model, ok := m.bases.Load(kind); ok {
		return model.(tree) // nobody changes a model: what is merged into one makes another
	}
	model := m.baseExchange()
	m.bases.Store(kind, model)
	return model
}

// baseExchange is the model of messages.
func (m *minting) baseExchange() tree {
	model := m.baseTokens()
	switch {
	case m.recipe.mechanism == spec.MechanismHTTPSig:
		delete(model, "wpt")
		maps.Copy(model, m.baseSignatures())
		if m.recipe.Caller != nil && m.recipe.Caller.RequireSignedResponse {
			model["request"].(tree)["ask_signed"] = true
		}
	case m.recipe.mechanism == spec.MechanismWIT && m.proves("httpsig"):
		model["sig"] = m.baseSignatures()["sig"]
	}
	return model
}

func (m *minting) baseTokens() tree {
	wit, wpt := m.Profile.WIT(), m.Profile.WPT()
	confirmation := m.Ring.Must("workload-a/"+m.Algorithm).PublicJWK("", "")
	if m.keysNameAlgorithm() {
		confirmation["alg"] = m.Algorithm
	}
	claims := tree{"aud": m.Audience, "exp": "${now+120}", "jti": "${unique}"}
	if wpt.WITHash {
		claims["wth"] = "${hash wit}"
	}
	if wpt.IssuerIsSubject {
		claims["iss"] = "${claim wit sub}"
	}
	return tree{
		"wit": tree{
			"key":    "trusted.example/es256-1",
			"header": tree{"alg": "ES256", "kid": "es256-1", "typ": wit.Typ},
			"claims": tree{
				"iss": "https://issuer.trusted.example", "sub": "${id workload-a}",
				"iat": "${start-60}", "exp": "${start+3600}", "jti": "${run}",
				"cnf": tree{"jwk": confirmation},
			},
		},
		"wpt": tree{
			"key":    "workload-a/" + m.Algorithm,
			"header": tree{"alg": m.Algorithm, "typ": wpt.Typ},
			"claims": claims,
		},
		"request": tree{"method": "GET"},
	}
}

// order gives the tokens of a model in the order in which they are sealed: others first, then the
// WIT, then what is called a proof, then the proof itself.
func order(model tree) []string {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(model)), func(name string) bool {
		return name == "request" || name == "response" || isSignature(name)
	})
	rank := map[string]int{"wit": 1, "wpt": 2}
	slices.SortStableFunc(names, func(a, b string) int { return rankOf(rank, a) - rankOf(rank, b) })
	return names
}

func rankOf(rank map[string]int, name string) int {
	if strings.HasPrefix(name, "proof") {
		return rank["wpt"]
	}
	return rank[name]
}

// jsonText writes an object with its members sorted, without the escapes that HTML asks for.
func jsonText(o tree) (string, error) {
	text, err := marshal(o)
	if err != nil {
		return "", fmt.Errorf("forge: %w", err)
	}
	return text, nil
}
