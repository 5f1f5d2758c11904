// Package recipient protects an HTTP resource: it authenticates the calling workload by its WIT and
// its proof, a WPT or an HTTP message signature, signs responses where that is due, and answers
// those that it refuses. Start with [New]; [Recipient.Protect] is middleware for net/http,
// [Recipient.Authenticate] is for everything else.
package recipient

import (
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

// Config is what a recipient is told by its deployment. Trust anchors and its own name come from
// here and from nowhere else.
type Config struct {
	Profile *spec.Profile
	Domains trust.Domains
	// Audience is the recipient's own name as aud claims carry it: a URI without query and fragment.
	Audience string
	// UnderstoodTokens are the header fields whose tokens the recipient uses.
	UnderstoodTokens []string
	// Replays is how many proofs of each kind it remembers at a time; 0 means [DefaultReplays].
	Replays int
	// Shared remembers them for several recipients, so that each proof is accepted once among them all.
	// Where it fails, requests are answered 503. Nil is a memory of the recipient's own.
	Shared replay.Store
	// Unsupported are the proofs, "wpt" or "httpsig", that it does not know: who sends nothing else
	// proves nothing. With "mtls" it asks for no certificate over TLS.
	Unsupported []string
	// ResponseSigning says which responses to signed requests it signs: "asked" or "" those that the
	// request wants signed, "always" all, "never" none.
	ResponseSigning string
	// Signer signs them; nil signs none.
	Signer *httpsig.Signer
	// MTLS verifies the certificates of clients, and Credentials are what the recipient presents to
	// them; both are for [Recipient.ServeTLS] alone.
	MTLS        *mtls.Verifier
	Credentials mtls.Credentials
	// MaxResponse is the size in bytes up to which a response is signed; 0 means [DefaultMaxResponse].
	MaxResponse int
	// Now is its clock; nil means time.Now.
	Now    func() time.Time
	Faults check.Faults
	// Fetch gets a JWK Set for the faults that look for keys where a token points.
	Fetch func(url string) ([]jose.Key, error)
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// DefaultReplays bounds the memory for proofs to some tens of megabytes.
const DefaultReplays = 100_000

// DefaultMaxResponse is the size of responses that are kept in memory to be signed.
const DefaultMaxResponse = 1 << 20

// Recipient authenticates requests. It is safe for concurrent use.
type Recipient struct {
	Config
	wits       *wit.Verifier
	anyWITs    *wit.Verifier
	proofs     *wpt.Verifier
	signatures *httpsig.Verifier
}

// New makes a recipient.
func New(c Config) *Recipient {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Replays == 0 {
		c.Replays = DefaultReplays
	}
	if c.MaxResponse == 0 {
		c.MaxResponse = DefaultMaxResponse
	}
	return &Recipient{
		Config:  c,
		wits:    c.newWITs(c.Faults),
		anyWITs: c.newWITs(careless()),
		proofs: wpt.New(wpt.Config{
			Profile: c.Profile, Audience: c.Audience, UnderstoodTokens: lower(c.UnderstoodTokens),
			Replays: c.memory("wpt"), Faults: c.Faults, Checked: c.Checked,
		}),
		signatures: httpsig.New(httpsig.Config{
			Profile: c.Profile, Audience: c.Audience, Replays: c.memory("httpsig"), Faults: c.Faults,
			Checked: c.Checked,
		}),
	}
}

func (c Config) newWITs(faults check.Faults) *wit.Verifier {
	return wit.New(wit.Config{
		Profile: c.Profile, Domains: c.Domains, Faults: faults, Fetch: c.Fetch, Checked: c.Checked,
	})
}

// memory gives the memory for one kind of proof.
func (c Config) memory(kind string) replay.Store {
	if c.Shared != nil {
		return replay.Kind(c.Shared, kind)
	}
	return replay.New(c.Replays)
}

func lower(names []string) []string {
	out := slices.Clone(names)
	for i, n := range out {
		out[i] = strings.ToLower(n)
	}
	return out
}

// Caller is a workload that has been authenticated.
type Caller struct {
	// Identifier is its Workload Identifier, whole: the sub claim of its WIT, or over mutual TLS the
	// URI name of its certificate.
	Identifier string
	// Signature is what the signature of the request said; nil where a WPT alone was the proof.
	Signature *httpsig.Signed
}

// Refused says why a request was not authenticated, and by which credential.
type Refused struct {
	*check.Refusal
	// Credential is "wit", "wpt", "httpsig" or "mtls".
	Credential string
}

// Authenticate finds out who sent a request. The WIT is validated before the proof is looked at
// (draft-ietf-wimse-wpt-02, Section 2; draft-ietf-wimse-http-signature-07, Section 3).
func (r *Recipient) Authenticate(req message.Request) (Caller, *Refused) {
	now := r.Now()
	w, refusal := r.wits.Verify(&req, now)
	if refusal != nil && r.Faults.On("SIG-WIT-FIRST") && httpsig.Presented(r.Profile, req.Fields) {
		w, refusal = r.anyWITs.Verify(&req, now)
	}
	if refusal != nil && r.believes(req) {
		return Caller{Identifier: inPlainText(req)}, nil
	}
	if refusal != nil {
		return Caller{}, &Refused{refusal, "wit"}
	}
	caller := Caller{Identifier: r.identity(req, w)}
	if w.Value == "" || w.Bearer {
		return caller, nil // only a switched-off check lets this come here
	}
	signature, refused := r.prove(req, w, now)
	if refused != nil {
		return Caller{}, refused
	}
	caller.Signature = signature
	return caller, nil
}

// AuthenticateWIT verifies the WIT of a request alone, as test vectors of the WIT ask. A WIT that
// no proof comes with authenticates nobody.
func (r *Recipient) AuthenticateWIT(req message.Request) *Refused {
	if _, refusal := r.wits.Verify(&req, r.Now()); refusal != nil && !r.believes(req) {
		return &Refused{refusal, "wit"}
	}
	return nil
}

// believes says that a request without a WIT names its caller in plain text, and that a fault takes that
// for a proof.
func (r *Recipient) believes(req message.Request) bool {
	without := !req.Fields.Has(r.Profile.WIT().Field)
	return r.Faults.On("ID-PLAINTEXT-NOT-AUTH") && without && inPlainText(req) != ""
}

// identity gives the whole subject of the WIT (workload-creds-02, Section 7), or what the faults of
// that rule take instead.
func (r *Recipient) identity(req message.Request, w *wit.WIT) string {
	if r.Faults.On("WIT-AUTHZ-SUB") {
		return w.Subject.Path
	}
	if bearer := req.Fields.Values("Authorization"); r.Faults.On("WPT-BEARER-IDENTITY") && len(bearer) > 0 {
		return "the owner of the bearer token"
	}
	return w.Subject.URI
}
