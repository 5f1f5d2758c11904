package httpsig

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// DefaultLifetime is the time for which a signature is good: minutes, as the drafts have it.
const DefaultLifetime = 2 * time.Minute

// Signer signs what a workload sends. It is safe for concurrent use.
type Signer struct {
	Profile *spec.Profile
	// WIT is the workload's token, Key the private key that it confirms.
	WIT string
	Key jose.PrivateKey
	// Label is the label of the signatures; empty means "wimse".
	Label string
	// Lifetime is how long they are good; 0 means [DefaultLifetime].
	Lifetime time.Duration
	// Now is its clock; nil means time.Now. Nonce makes nonces; nil means 128 random bits.
	Now    func() time.Time
	Nonce  func() string
	Faults check.Faults
}

// RequestOptions say what a request asks for.
type RequestOptions struct {
	// Audience names the recipient; empty means the target URI without query and fragment.
	Audience string
	// SignResponse asks for a signed response, by the means that the revision has.
	SignResponse bool
}

// SignRequest signs a request: it puts the WIT, the digest of a body that is there, the audience
// where that is a field, and the signature into the request's fields. What stood in those fields
// before is replaced. The URL must be absolute.
func (s *Signer) SignRequest(req *message.Request, o RequestOptions) error {
	d := s.draft(Message{Request: req}, &req.Fields, req.Body)
	d.components, d.optional = slices.Clone(d.facts.Request), slices.Clone(d.facts.RequestFields)
	if o.Audience == "" {
		o.Audience = bare(req.URL)
	}
	d.name(o.Audience)
	if o.SignResponse {
		d.ask()
	}
	return d.finish("caller")
}

// SignResponse signs a response to a signed request in the same way.
func (s *Signer) SignResponse(res *message.Response, req *message.Request) error {
	nonce := nonceOf(s.Profile.HTTPSig(), req)
	if nonce == "" && s.Profile.HTTPSig().RequestNonce != "" {
		return errors.New("httpsig: the request is not signed and has no nonce to be repeated")
	}
	d := s.draft(Message{Request: req, Response: res}, &res.Fields, res.Body)
	d.components, d.optional = slices.Clone(d.facts.Response), slices.Clone(d.facts.ResponseFields)
	if d.facts.RequestNonce != "" {
		d.params.Add(d.facts.RequestNonce, nonce)
	}
	return d.finish("signer")
}

func (s *Signer) label() string {
	if s.Label == "" {
		return usualLabel
	}
	return s.Label
}

func (s *Signer) lifetime() time.Duration {
	if s.Lifetime == 0 {
		return DefaultLifetime
	}
	return s.Lifetime
}

func (s *Signer) now() time.Time {
	if s.Now == nil {
		return time.Now()
	}
	return s.Now()
}

func (s *Signer) nonce() string {
	if s.Nonce != nil {
		return s.Nonce()
	}
	random := make([]byte, 16)
	_, _ = rand.Read(random) // it never fails
	return base64.RawURLEncoding.EncodeToString(random)
}
