package caller

import (
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
)

// expired says whether the time of the WIT is over, and that of its key with it (workload-creds-02,
// Section 9.4).
func (c *Caller) expired() bool {
	now := c.Now()
	exp := jose.Moment(c.claims, "exp", now.Add(time.Minute))
	return !now.Before(exp) && !c.anyFault(expiryFaults)
}

// signingKey is the key with the algorithm that the WIT names for it, if it names one that suits it
// (http-signature-07, Section 3.1).
func (c *Caller) signingKey() jose.PrivateKey {
	cnf, _ := c.claims.Members["cnf"].(map[string]any)
	jwk, _ := cnf["jwk"].(map[string]any)
	key := c.Key
	if alg, _ := jwk["alg"].(string); key.Public().Fits(alg) == nil {
		key.Algorithm = alg
	}
	return key
}

// sign signs a request, and asks for a signed response by the means of the revision.
func (c *Caller) sign(m *message.Request, o Options) error {
	signer := &httpsig.Signer{
		Profile: c.Profile, WIT: c.WIT, Key: c.signingKey(), Now: c.Now, Faults: c.Faults,
	}
	err := signer.SignRequest(m, httpsig.RequestOptions{
		Audience: o.Audience, SignResponse: o.RequireSignedResponse,
	})
	if c.anyFault(bareFaults) {
		m.Fields = m.Fields.Without("Signature").Without("Signature-Input").Without("Authorization")
		m.Fields = append(m.Fields, message.Field{"Authorization", "Bearer of-no-use"})
	}
	return err
}

// disclose is the fault of sending the private key.
func (c *Caller) disclose(m *message.Request) {
	if c.anyFault(disclosureFaults) {
		m.Fields = append(m.Fields, message.Field{"X-Key", strings.Join(strings.Fields(c.Secret), "")})
	}
}

// claimsOf reads the caller's own token, which it does not verify: that is for recipients. One that
// cannot be read has no claims.
func claimsOf(token string) jose.Object {
	t, err := jose.Parse(token)
	if err != nil {
		return jose.Object{}
	}
	return t.Claims
}
