package httpsig

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// algorithmChecks decide by which algorithm to verify: the one that the confirmation key names
// (http-signature-07, Section 3.1).
var algorithmChecks = []check.Check[*state]{
	{ID: "SIG-ALG-POLICY-REJECT", Run: func(s *state) error {
		alg := s.algorithm()
		bad := len(s.Algorithms) > 0 && !slices.Contains(s.Algorithms, alg)
		return check.FailIf(bad, "algorithm %.40q is not accepted here", alg)
	}},
	{ID: "SIG-ALG-CLAIMED", Strict: func(s *state) error {
		return check.FailIf(s.algorithm() != "ES256", "the algorithm is not ES256")
	}},
	{ID: "SIG-ALG-ES256-MTI", Strict: func(s *state) error {
		return check.FailIf(s.algorithm() == "ES256", "the algorithm is ES256")
	}},
	{ID: "SIG-ALG-P256-MTI-LEGACY", Strict: func(s *state) error {
		return check.FailIf(s.algorithm() == "ES256", "the algorithm is ecdsa-p256-sha256")
	}},
}

// registered maps the algorithm names of RFC 9421, Section 6.2.2 to those of JOSE, where a name
// there means the same.
var registered = map[string][]string{
	"rsa-pss-sha512": nil, "rsa-v1_5-sha256": {"RS256"}, "hmac-sha256": nil,
	"ecdsa-p256-sha256": {"ES256"}, "ecdsa-p384-sha384": {"ES384"}, "ed25519": {"EdDSA", "Ed25519"},
}

// algorithm gives the algorithm of the confirmation key. Where the revision lets that be unnamed,
// the key's type and curve say it, or else the alg parameter.
func (s *state) algorithm() string {
	key := s.wit.Confirmation
	if key.Algorithm != "" {
		return key.Algorithm
	}
	if natural := key.Natural(); natural != "" {
		return natural
	}
	name, _ := s.sig.text("alg")
	if names := registered[name]; len(names) > 0 {
		return names[0]
	}
	return ""
}

// contradicted says that the alg parameter names an algorithm of the registry that is another one
// (RFC 9421, Section 3.2).
func contradicted(s *state) error {
	name, _ := s.sig.text("alg")
	names, known := registered[name]
	bad := known && !slices.Contains(names, s.algorithm())
	return check.FailIf(bad, "alg %q contradicts the confirmation key", name)
}
