package forge

import (
	"encoding/json"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Kit makes the kit for an implementation that is to be tested in a setting.
func Kit(s Setting, recipient kit.Recipient) (*kit.Kit, error) {
	k := &kit.Kit{
		Schema: kit.Schema, Notice: notice(s.Ring), TrustDomains: TrustMaterial(s.Ring, s.Start),
		Workloads: map[string]kit.Workload{}, Recipient: recipient,
		Profile: s.Profile.Name, Revisions: s.Profile.Revisions,
	}
	for role, name := range map[string]string{"caller": "workload-a", "recipient": "workload-b"} {
		w, err := kitWorkload(s, name)
		if err != nil {
			return nil, err
		}
		k.Workloads[role] = w
	}
	return k, nil
}

func notice(ring *keys.Ring) string {
	if ring.Public {
		return "Published test keys: everybody knows them. Never trust them outside a test."
	}
	return "Fresh test keys. Keep this folder to yourself, and never trust the keys outside a test."
}

// kitWorkload makes the credentials of one workload; its WIT is that of every recipe's base.
func kitWorkload(s Setting, name string) (kit.Workload, error) {
	key := s.Ring.Must(name + "/ES256")
	jwk, err := json.Marshal(key.PrivateJWK("ES256", ""))
	if err != nil {
		return kit.Workload{}, fmt.Errorf("forge: %w", err)
	}
	f := New(&Recipes{byID: map[string]*Recipe{}}, s)
	m := &minting{Forge: f, recipe: &Recipe{mechanism: spec.MechanismWIT}, now: s.Now(),
		named: map[string]string{}, tokens: map[string]string{}, claims: map[string]tree{}}
	confirmation := key.PublicJWK("ES256", "")
	if !m.keysNameAlgorithm() {
		delete(confirmation, "alg")
	}
	model := merge(m.base(), tree{"wit": tree{"claims": tree{
		"sub": "${id " + name + "}", "exp": "${start+86400}", "cnf": tree{"jwk": confirmation},
	}}})
	token, err := m.sealToken("wit", model["wit"])
	id := m.identifier([]string{name})
	cert, private := workloadCertificate(s.Ring, name, id, s.Start)
	return kit.Workload{
		Identifier: id, JWK: jwk, WIT: token, Certificate: cert, Key: private,
	}, err
}
