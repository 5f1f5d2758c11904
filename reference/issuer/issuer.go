package issuer

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// Config is what an issuer is told by its deployment.
type Config struct {
	Profile *spec.Profile
	// Domain is the one trust domain that it serves.
	Domain string
	// Issuer is the value of iss, a URI; empty leaves the claim out where the revision allows that.
	Issuer string
	// Keys are its signing keys. The first one signs; the others are published beside it. Without any
	// it makes one.
	Keys   []jose.PrivateKey
	Faults check.Faults
	// Now is its clock; nil means time.Now.
	Now func() time.Time
	// Lifetime is how long a WIT is good for; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// TokenID gives the value of jti; nil means 128 random bits.
	TokenID func() string
}

// DefaultLifetime is an hour: the drafts speak of hours (workload-creds-02, Section 9.2.1).
const DefaultLifetime = time.Hour

// Issuer issues tokens. It is safe for concurrent use.
type Issuer struct {
	Config
	facts  spec.WIT
	reader *identifier.Reader
	checks check.Pipeline[*application]
	mu     sync.Mutex
	// ring holds the keys, the one that signs at the front.
	ring []entry
}

// New makes an issuer.
func New(c Config) *Issuer {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Lifetime == 0 {
		c.Lifetime = DefaultLifetime
	}
	if c.TokenID == nil {
		c.TokenID = randomText
	}
	facts := c.Profile.WIT()
	if c.Issuer == "" && facts.IssuerRequired {
		c.Issuer = "https://" + c.Domain
	}
	i := &Issuer{
		Config: c, facts: facts,
		reader: identifier.New(c.Profile, ownFaults(c.Faults, identifierFaults())),
		checks: check.Compile(c.Profile, ownFaults(c.Faults, check.FaultsOf(checks)), checks),
	}
	for _, k := range c.Keys {
		i.ring = append(i.ring, newEntry(k))
	}
	if len(i.ring) == 0 {
		i.Rotate()
	}
	return i
}

// Issue answers an application, a JSON object with sub and jwk, by a WIT. It knows nothing of who
// applies: a deployment lets only those come here whom it has attested.
func (i *Issuer) Issue(request []byte) (string, *check.Refusal) {
	a := &application{Issuer: i}
	if err := a.read(request); err != nil {
		return "", &check.Refusal{Detail: err.Error()}
	}
	if refusal := i.checks.Run(a); refusal != nil {
		return "", refusal
	}
	return i.sign(a)
}

// sign makes the WIT (workload-creds-02, Section 5.1).
func (i *Issuer) sign(a *application) (string, *check.Refusal) {
	now := i.Now()
	expires := now.Add(i.Lifetime)
	key := i.signingKey(expires)
	d := &draft{
		application: a, key: key, now: now,
		header: map[string]any{"alg": key.Algorithm, "typ": i.facts.Typ, "kid": key.KeyID},
		claims: map[string]any{
			"sub": a.subject, "iat": now.Unix(), "exp": expires.Unix(), "jti": i.TokenID(),
			"cnf": map[string]any{"jwk": a.confirmation()},
		},
	}
	if i.Issuer != "" {
		d.claims["iss"] = i.Issuer
	}
	d.apply(draftBends)
	token, err := d.key.SignToken(d.header, d.claims)
	if err != nil {
		return "", &check.Refusal{Detail: "the token cannot be signed", Cause: err}
	}
	d.token = token
	d.apply(tokenBends)
	return d.token, nil
}

// publicMembers are the members of a public key that go into a WIT (RFC 7517, Section 4; RFC 7518,
// Section 6; RFC 8037, Section 2). What else an applicant wrote into its key is not the issuer's to
// vouch for.
var publicMembers = []string{"kty", "crv", "x", "y", "n", "e", "alg", "kid"}

// confirmation is the key of the applicant, as it goes into the token.
func (a *application) confirmation() map[string]any {
	if a.Faults.On("WIT-CNF-NO-PRIVATE:issuer") {
		return a.jwk.Members
	}
	out := map[string]any{}
	for _, name := range publicMembers {
		if v, there := a.jwk.Members[name]; there {
			out[name] = v
		}
	}
	return out
}

// randomText is 128 random bits.
func randomText() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// JWKS gives the JWK Set under which its tokens verify (RFC 7517, Section 5).
func (i *Issuer) JWKS() json.RawMessage {
	keys := []json.RawMessage{}
	for _, e := range i.published() {
		jwk, err := i.publish(e.key).PublicJWK()
		if err != nil {
			panic("issuer: internal error: " + err.Error())
		}
		keys = append(keys, jwk)
	}
	text, err := json.Marshal(map[string]any{"keys": keys})
	if err != nil {
		panic("issuer: internal error: " + err.Error())
	}
	return text
}
