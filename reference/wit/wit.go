// Package wit verifies Workload Identity Tokens. Start with [New] and [Verifier.Verify].
//
// The checks stand in the order in which they run, cheap ones first, in the files checks_*.go: the
// field, the token's form, its header, its claims, the confirmation key, the trust anchors, the
// signature. Each names the requirement of package spec that it enforces.
package wit

import (
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

// WIT is a token that has been verified.
type WIT struct {
	// Value is the token as it was sent; the wth claim of a proof is a hash of it.
	Value string
	// Subject is the Workload Identifier that the token proves.
	Subject identifier.ID
	// Confirmation is the key that the workload proves to hold. Its Algorithm is that of the JWK,
	// empty where the revision lets it be absent.
	Confirmation jose.Key
	// Bearer says that it came as a bearer token, which only a switched-off check lets happen.
	Bearer bool
	// Expires is the time from which the token is refused.
	Expires time.Time
}

// Config is what a verifier is told by its deployment. Nothing in it ever comes from a message.
type Config struct {
	Profile *spec.Profile
	Domains trust.Domains
	// MaxLifetime is how far ahead exp may lie; 0 means [DefaultMaxLifetime].
	MaxLifetime time.Duration
	Faults      check.Faults
	// Fetch gets a JWK Set; only the faults that fetch one from a place named in a token call it.
	Fetch func(url string) ([]jose.Key, error)
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// DefaultMaxLifetime is generous beside the hours that the drafts suggest: it is there to refuse
// what nobody can have meant (workload-creds, Section 5.1.4, as cited by draft-ietf-wimse-wpt-02).
const DefaultMaxLifetime = 31 * 24 * time.Hour

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	Config
	facts  spec.WIT
	reader *identifier.Reader
	checks check.Pipeline[*state]
}

// New makes a verifier.
func New(c Config) *Verifier {
	if c.MaxLifetime == 0 {
		c.MaxLifetime = DefaultMaxLifetime
	}
	return &Verifier{
		Config: c,
		facts:  c.Profile.WIT(),
		reader: identifier.New(c.Profile, c.Faults),
		checks: check.Compile(c.Profile, c.Faults, checks),
	}
}

// Faults lists the faults that a verifier offers, those of its identifiers included.
func Faults() []string { return append(check.FaultsOf(checks), identifier.Faults()...) }

// Verify verifies the token that a request carries, at a given time.
func (v *Verifier) Verify(req *message.Request, now time.Time) (*WIT, *check.Refusal) {
	s := &state{Verifier: v, req: req, now: now, wit: &WIT{}}
	if refusal := v.checks.Run(s); refusal != nil {
		return nil, refusal
	}
	return s.wit, nil
}

// VerifyResponse verifies the token that a response carries, at a given time.
func (v *Verifier) VerifyResponse(res *message.Response, now time.Time) (*WIT, *check.Refusal) {
	return v.Verify(&message.Request{Fields: res.Fields, Body: res.Body}, now)
}

// state is what the checks know about one token so far.
type state struct {
	*Verifier
	req   *message.Request
	now   time.Time
	wit   *WIT
	token *jose.Token
	// mended is the field value as a switched-off check reads it.
	mended string
	// guessed says that a bent check has let an alg pass which is no algorithm: the key decides.
	guessed bool
	domain  *trust.Domain
	// keys are the candidates for the signature; verified says that it verifies under one of them.
	keys     []jose.Key
	verified bool
	// believed says that the key came from where iss points, past a switched-off check.
	believed bool
	// jwk is cnf.jwk.
	jwk jose.Object
}

var checks = slices.Concat(fieldChecks, formChecks, headerChecks, subjectChecks, timeChecks,
	claimChecks, confirmationChecks, anchorChecks, signatureChecks)
