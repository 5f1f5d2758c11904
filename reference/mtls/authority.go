package mtls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/spec"
)

// DefaultLifetime is how long certificates are valid: workloads come and go within hours
// (draft-ietf-wimse-workload-creds-02, Section 9.3.1).
const DefaultLifetime = 24 * time.Hour

// AuthorityConfig is what an authority is told by its deployment.
type AuthorityConfig struct {
	Profile *spec.Profile
	// Domain is the one trust domain for which it issues.
	Domain string
	// Credentials are the authority's own certificate, with those above it but for the trust anchor,
	// and its key. Root says that the certificate is a trust anchor, which nobody has to be sent.
	Credentials Credentials
	Root        bool
	// Lifetime of certificates; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// Now is its clock; nil means time.Now.
	Now func() time.Time
	// SerialNumber gives the next serial number; nil means 127 random bits.
	SerialNumber func() *big.Int
	Faults       check.Faults
}

// Authority issues Workload Identity Certificates. It is safe for concurrent use.
type Authority struct {
	AuthorityConfig
	own    *x509.Certificate
	reader *identifier.Reader
	// plain reads identifiers with no fault on.
	plain  *identifier.Reader
	checks check.Pipeline[*application]
	mu     sync.Mutex
	// owners are the identifiers to which keys belong, by the key.
	owners map[string]string
}

// NewAuthority makes an authority. The error says what is wrong with its own certificate.
func NewAuthority(c AuthorityConfig) (*Authority, error) {
	own, err := c.Credentials.Leaf()
	switch {
	case err != nil:
		return nil, fmt.Errorf("mtls: the authority's certificate: %w", err)
	case !own.IsCA:
		return nil, errors.New("mtls: the authority's certificate is not marked as an authority's")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Lifetime == 0 {
		c.Lifetime = DefaultLifetime
	}
	if c.SerialNumber == nil {
		c.SerialNumber = randomSerial
	}
	return &Authority{
		AuthorityConfig: c, own: own, owners: map[string]string{},
		reader: identifier.New(c.Profile, issuing(c.Faults)),
		plain:  identifier.New(c.Profile, check.Faults{}),
		checks: check.Compile(c.Profile, issuing(c.Faults), applicationChecks),
	}, nil
}

// Application is what a certificate is asked for with. Who asks is not looked at: a deployment lets
// only those come here whom it has attested.
type Application struct {
	Identifier string
	Key        crypto.PublicKey
	// DNSNames and Addresses are those of a server, for clients that validate them.
	DNSNames  []string
	Addresses []netip.Addr
	// Client and Server are what the certificate is used for; none of them means both.
	Client, Server bool
}

// Issue gives the certificate and what else its chain needs, in DER.
func (a *Authority) Issue(in Application) ([][]byte, *check.Refusal) {
	p := &application{Authority: a, Application: in, now: a.Now()}
	if refusal := a.checks.Run(p); refusal != nil {
		return nil, refusal
	}
	t := p.template()
	a.bend(p, t)
	der, err := x509.CreateCertificate(rand.Reader, t, a.own, in.Key, a.Credentials.Key)
	if err != nil {
		return nil, &check.Refusal{Detail: "the certificate cannot be signed", Cause: err}
	}
	chain := [][]byte{der}
	if !a.Root {
		chain = append(chain, a.Credentials.Certificates...)
	}
	return chain, nil
}

// application is one that is being decided on.
type application struct {
	*Authority
	Application
	now time.Time
}

// applicationChecks are what an authority looks at before it vouches for anything.
var applicationChecks = []check.Check[*application]{
	{Run: func(p *application) error {
		id, refusal := p.reader.Parse(p.Identifier)
		if refusal != nil {
			return refusal
		}
		if _, odd := p.plain.Parse(p.Identifier); odd != nil {
			return nil // a switched-off check has let it pass, whatever domain it names
		}
		if id.TrustDomain == p.Domain || p.Faults.On("WIC-ANCHOR-DOMAIN"+issuerEnding) {
			return nil
		}
		return check.Refuse("WIC-ANCHOR-DOMAIN", "the identifier is not of trust domain %.60q", p.Domain)
	}},
	{ID: "ID-LEN-MAX", Run: func(p *application) error {
		n := len(p.Identifier)
		return check.FailIf(n > 2048, "the identifier has %d bytes, which is more than 2048", n)
	}},
	{Run: func(p *application) error {
		for _, name := range p.DNSNames {
			if _, err := netip.ParseAddr(name); err == nil || !isHost(name) {
				return check.Refuse("WIC-CONTENT", "%.60q is no DNS name", name)
			}
		}
		return usableKey(p.Key)
	}},
	{ID: "WIC-KEY-ONE-ID", Run: (*application).ownKey},
}

// ownKey keeps a key for the first identifier that it was certified for
// (draft-ietf-wimse-workload-creds-02, Section 9.4).
func (p *application) ownKey() error {
	spki, err := x509.MarshalPKIXPublicKey(p.Key)
	if err != nil {
		return errors.New("the key cannot be read")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	owner, known := p.owners[string(spki)]
	if known && owner != p.Identifier {
		return errors.New("the key belongs to another identifier")
	}
	p.owners[string(spki)] = p.Identifier
	return nil
}

// usableKey takes the kinds of keys with which TLS 1.3 signs.
func usableKey(key crypto.PublicKey) error {
	switch k := key.(type) {
	case *ecdsa.PublicKey:
		if k.Curve != nil && k.Curve != elliptic.P224() {
			return nil
		}
	case *rsa.PublicKey:
		if bits := k.N.BitLen(); bits >= 2048 && bits <= maxRSA {
			return nil
		}
	case ed25519.PublicKey:
		return nil
	}
	return check.Refuse("WIC-CONTENT", "the key is of a kind or size that not everybody can use")
}
