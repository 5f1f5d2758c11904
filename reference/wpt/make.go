package wpt

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// Maker makes proofs for the requests of one workload (wpt-02, Section 2). It is safe for
// concurrent use where its functions are.
type Maker struct {
	Profile *spec.Profile
	// Key is the private half of the confirmation key of the WIT.
	Key jose.PrivateKey
	// Lifetime is how long a proof is good for; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// TokenID gives the value of jti; nil means 128 random bits.
	TokenID func() string
	// UnderstoodTokens are the header fields, in any case, whose tokens a proof covers by oth.
	UnderstoodTokens []string
	// Subject is the workload's own identifier, for the revisions whose proofs name it.
	Subject string
	Faults  check.Faults
}

// DefaultLifetime is the lifetime of a proof.
const DefaultLifetime = 2 * time.Minute

// ErrOccupied says that a request has a field already that the proof or the WIT needs for itself.
var ErrOccupied = errors.New("wpt: the request already has a field that the WIT or its proof needs")

// Attach adds a WIT to a request, and a proof for it. Other tokens that the proof has to cover must
// stand in the request by then. An empty audience is the target URI without query and fragment. A
// request for which no proof can be made is left as it was.
func (m *Maker) Attach(req *message.Request, wit, audience string) error {
	d := &draft{Maker: m, req: req, facts: m.Profile.WPT(), wit: wit, audience: audience}
	for _, step := range []func(*draft) error{vacant, bendWIT, fill, cover, bendClaims, seal, place} {
		if err := step(d); err != nil {
			return err
		}
	}
	req.Fields = append(req.Fields, d.fields...)
	return nil
}

// draft is one proof while it is made.
type draft struct {
	*Maker
	req            *message.Request
	facts          spec.WPT
	wit, audience  string
	key            jose.PrivateKey
	header, claims map[string]any
	proof          string
	// fields are the lines that the request gets.
	fields message.Fields
}

// vacant refuses a request whose fields the WIT and the proof would repeat: a field of one value is
// sent once (RFC 9110, Section 5.3).
func vacant(d *draft) error {
	occupied := d.req.Fields.Has(d.Profile.WIT().Field) || d.req.Fields.Has(d.facts.Field)
	if occupied && !d.Faults.On("WPT-AUTHZ-SENDER-ONE:caller") {
		return ErrOccupied
	}
	return nil
}

// fill makes the header and the claims that no other token decides.
func fill(d *draft) (err error) {
	if d.key, err = d.signingKey(); err != nil {
		return err
	}
	if d.audience == "" {
		d.audience = target(d.req.URL)
	}
	d.header = map[string]any{"alg": d.key.Algorithm, "typ": d.facts.Typ}
	d.claims = map[string]any{"aud": d.audience, "exp": d.expiry(), "jti": d.tokenID()}
	if d.facts.WITHash {
		d.claims["wth"] = Hash(d.wit)
	}
	if d.facts.IssuerIsSubject {
		d.claims["iss"] = d.Subject
	}
	return nil
}

// signingKey gives the key with the algorithm that the WIT names for it, if it names one: the proof
// is made with that and no other (wpt-02, Section 2).
func (d *draft) signingKey() (jose.PrivateKey, error) {
	key := d.Key
	alg := confirmedAlgorithm(d.wit)
	if alg == "" {
		return key, nil
	}
	if err := key.Public().Fits(alg); err != nil {
		return key, fmt.Errorf("wpt: the key is not the one of the WIT: %w", err)
	}
	key.Algorithm = alg
	return key, nil
}

// confirmedAlgorithm gives the alg of cnf.jwk; empty where there is none.
func confirmedAlgorithm(wit string) string {
	t, err := jose.Parse(wit)
	if err != nil {
		return "" // whether a WIT is any good is for others to say
	}
	cnf, _ := t.Claims.Members["cnf"].(map[string]any)
	jwk, _ := cnf["jwk"].(map[string]any)
	alg, _ := jwk["alg"].(string)
	return alg
}

// target cuts query and fragment off the target URI.
func target(uri string) string {
	if i := strings.IndexAny(uri, "?#"); i >= 0 {
		return uri[:i]
	}
	return uri
}

func (m *Maker) now() time.Time {
	if m.Now == nil {
		return time.Now()
	}
	return m.Now()
}

func (m *Maker) expiry() int64 {
	lifetime := m.Lifetime
	if lifetime == 0 {
		lifetime = DefaultLifetime
	}
	return m.now().Add(lifetime).Unix()
}

func (m *Maker) tokenID() string {
	if m.TokenID != nil {
		return m.TokenID()
	}
	return randomText(16)
}

func randomText(size int) string {
	b := make([]byte, size)
	_, _ = rand.Read(b) // it never fails
	return encode(b)
}
