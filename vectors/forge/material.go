package forge

import (
	"encoding/json"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Trusted lists the trust domains of which a recipient under test holds the trust anchors.
var Trusted = []string{trustedDomain, partnerDomain}

// TrustMaterial gives the trust anchors of both trusted domains, with authorities valid around a
// moment in seconds since 1970.
func TrustMaterial(ring *keys.Ring, around int64) map[string]trust.Material {
	out := map[string]trust.Material{}
	for _, domain := range Trusted {
		out[domain] = trust.Material{
			Issuers: []string{"https://issuer." + domain}, JWKS: jwks(ring, domain),
			X509Authorities: []string{authority(ring, domain, around)},
		}
	}
	return out
}

func jwks(ring *keys.Ring, domain string) json.RawMessage {
	var set struct {
		Keys []map[string]any `json:"keys"`
	}
	for _, a := range keys.Anchors {
		set.Keys = append(set.Keys, ring.Must(domain+"/"+a.KeyID).PublicJWK(a.Algorithm, a.KeyID))
	}
	text, err := json.Marshal(set)
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return text
}
