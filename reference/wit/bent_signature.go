package wit

import (
	"crypto/ecdsa"
	"encoding/asn1"
	"math/big"
	"net/url"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentSignature takes for a signature what is none, another form of it, or one by the workload itself.
var bentSignature = []check.Bent[*state]{
	signedIf("empty", func(s *state) bool { return len(s.token.Signature) == 0 }),
	signedIf("zeros", func(s *state) bool {
		return len(s.token.Signature) > 0 && len(strings.Trim(string(s.token.Signature), "\x00")) == 0
	}),
	signedIf("der", func(s *state) bool { return slices.ContainsFunc(s.fittingKeys(), s.verifiesDER) }),
	signedIf("own-key", func(s *state) bool {
		return s.wit.Confirmation.Public != nil && s.verifies([]jose.Key{s.wit.Confirmation})
	}),
}

func signedIf(name string, enough func(*state) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		return check.FailIf(!s.verified && !enough(s), "its signature does not verify under a trust anchor")
	}}
}

// verifiesDER checks an ECDSA signature in the form of X.509.
func (s *state) verifiesDER(key jose.Key) bool {
	public, isECDSA := key.Public.(*ecdsa.PublicKey)
	var rs struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(s.token.Signature, &rs); !isECDSA || err != nil || len(rest) > 0 {
		return false
	}
	order := public.Params().N
	if rs.R.Sign() < 0 || rs.S.Sign() < 0 || rs.R.Cmp(order) >= 0 || rs.S.Cmp(order) >= 0 {
		return false
	}
	raw := make([]byte, 2*((order.BitLen()+7)/8))
	rs.R.FillBytes(raw[:len(raw)/2])
	rs.S.FillBytes(raw[len(raw)/2:])
	return jose.Verify(s.token.Algorithm(), key, s.token.SigningInput, raw) == nil
}

// bentIssuer compares iss with the issuers of any domain, by how they begin, or by their hosts.
var bentIssuer = []check.Bent[*state]{
	issuedIf("any-domain", func(s *state, iss string) bool {
		for _, d := range s.Domains {
			if slices.Contains(d.Issuers, iss) {
				return true
			}
		}
		return false
	}),
	issuedIf("prefix", func(s *state, iss string) bool {
		begins := func(listed string) bool { return strings.HasPrefix(iss, listed) }
		return slices.ContainsFunc(s.domain.Issuers, begins)
	}),
	issuedIf("host", func(s *state, iss string) bool {
		sameHost := func(listed string) bool { return hostOf(iss) == hostOf(listed) }
		return slices.ContainsFunc(s.domain.Issuers, sameHost)
	}),
}

func issuedIf(name string, alike func(s *state, iss string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		iss, isText := s.token.Claims.String("iss")
		bad := !s.issuerListed() && !s.believed && !(isText && alike(s, iss))
		return check.FailIf(bad, "its iss is not an issuer of the trust domain")
	}}
}

// hostOf gives the host of a URL; of a text that is none the text.
func hostOf(text string) string {
	if u, err := url.Parse(text); err == nil && u.Host != "" {
		return u.Host
	}
	return text
}
