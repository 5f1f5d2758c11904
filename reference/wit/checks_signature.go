package wit

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/url"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// signatureChecks verify the signature, and tell a forgery that leans on another key from one that
// leans on none.
var signatureChecks = []check.Check[*state]{
	{Run: func(s *state) error {
		s.verified = s.verifies(s.fittingKeys())
		return nil
	}},
	{ID: "WIT-KEY-ONE-ALG", Run: func(s *state) error {
		bad := !s.verified && s.verifies(s.keys)
		return check.FailIf(bad, "it is signed by a key that is there for another algorithm")
	}, Lenient: func(s *state) error {
		s.verified = s.verified || s.verifies(s.keys)
		return nil
	}},
	{ID: "WIT-SUB-ANCHOR", Run: requireAnchor, Bent: bentAnchor, Lenient: func(s *state) error {
		s.verified = s.verified || s.verifies(s.foreignKeys())
		return nil
	}},
	{ID: "WIT-KEY-EMBEDDED", Run: refuseEmbedded, Bent: bentEmbedded, Lenient: func(s *state) error {
		s.verified = s.verified || s.verifies(s.headerKeys("jwk", "x5c", "jku", "x5u"))
		return nil
	}},
	{ID: "WIT-ISS-NO-LOOKUP", Run: func(s *state) error {
		bad := !s.verified && s.issuerURL() != "" && !s.issuerListed()
		return check.FailIf(bad, "its signature does not verify, and its iss is no place to look for keys")
	}, Lenient: func(s *state) error {
		s.believed = !s.verified && s.verifies(s.fetch(s.issuerURL()))
		s.verified = s.verified || s.believed
		return nil
	}},
	{ID: "WIT-SIG-VALID", Run: func(s *state) error {
		return check.FailIf(!s.verified, "its signature does not verify under a trust anchor")
	}, Bent: bentSignature, Strict: func(s *state) error {
		return check.FailIf(true, "no signature is good enough")
	}},
	{ID: "WIT-ISS-ALLOWLIST", Run: func(s *state) error {
		return check.FailIf(!s.issuerListed() && !s.believed, "its iss is not an issuer of the trust domain")
	}, Bent: bentIssuer},
}

func requireAnchor(s *state) error {
	bad := !s.verified && s.verifies(s.foreignKeys())
	return check.FailIf(bad, "it is signed by a key of another trust domain than that of its sub")
}

func refuseEmbedded(s *state) error {
	bad := !s.verified && s.pointsToKey()
	return check.FailIf(bad, "it is signed by a key that only its own header vouches for")
}

// foreignKeys are the trust anchors of every other trust domain than the subject's.
func (s *state) foreignKeys() []jose.Key {
	others := maps.Clone(s.Domains)
	delete(others, s.wit.Subject.TrustDomain)
	return others.All()
}

// anyAlgorithm says that a check on the form or the alg of a token is switched off, or that a bent one
// has let it pass.
func (s *state) anyAlgorithm() bool {
	return s.guessed || slices.ContainsFunc([]string{
		"WIT-JWS-COMPACT", "WIT-ALG-PRESENT", "WIT-ALG-NOT-NONE", "WIT-ALG-ASYMMETRIC", "WIT-ALG-POLICY",
	}, s.Faults.On)
}

// verifies says whether the signature verifies under one of some keys. An algorithm that is unknown
// here comes this far only past a switched-off check, and then the key decides.
func (s *state) verifies(keys []jose.Key) bool {
	if s.token.Unsigned {
		return true
	}
	if !jose.IsSignature(s.token.Algorithm()) && !s.anyAlgorithm() {
		return false
	}
	for _, k := range keys {
		alg := s.token.Algorithm()
		switch {
		case jose.IsNone(alg):
			alg = "none"
		case !jose.IsSignature(alg) && !jose.IsSymmetric(alg):
			alg = k.Natural()
		}
		s.Checked.Add(alg)
		if jose.Verify(alg, k, s.token.SigningInput, s.token.Signature) == nil {
			return true
		}
	}
	return false
}

// pointsToKey says whether the header holds a key, a certificate or a place to get one.
func (s *state) pointsToKey() bool {
	h := s.token.Header
	return h.Has("jwk") || h.Has("jku") || h.Has("x5u") || h.Has("x5c")
}

// headerKeys gathers the keys that some parameters of the header offer, as no verifier may.
func (s *state) headerKeys(parameters ...string) []jose.Key {
	var keys []jose.Key
	for _, name := range parameters {
		value := s.token.Header.Members[name]
		switch name {
		case "jwk":
			keys = append(keys, embeddedKey(value)...)
		case "x5c":
			if chain, _ := value.([]any); len(chain) > 0 {
				keys = append(keys, certificateKey(chain[0])...)
			}
		default:
			place, _ := value.(string)
			keys = append(keys, s.fetch(place)...)
		}
	}
	return keys
}

func embeddedKey(jwk any) []jose.Key {
	raw, err := json.Marshal(jwk)
	if err != nil {
		return nil
	}
	k, err := jose.ParseKey(raw)
	if err != nil {
		return nil
	}
	return []jose.Key{k}
}

func certificateKey(base64DER any) []jose.Key {
	text, _ := base64DER.(string)
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil
	}
	return []jose.Key{{Public: cert.PublicKey}}
}

func (s *state) fetch(place string) []jose.Key {
	if place == "" || s.Fetch == nil {
		return nil
	}
	keys, err := s.Fetch(place)
	if err != nil {
		return nil
	}
	return keys
}

// issuerURL gives iss where it is a place on the web.
func (s *state) issuerURL() string {
	iss, _ := s.token.Claims.String("iss")
	u, err := url.Parse(iss)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return iss
}

func (s *state) issuerListed() bool {
	iss, there := s.token.Claims.Members["iss"]
	if !there || s.domain == nil || len(s.domain.Issuers) == 0 {
		return true
	}
	text, _ := iss.(string)
	return slices.Contains(s.domain.Issuers, text)
}
