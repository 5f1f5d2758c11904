package caller

import (
	"net/http"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

// Config is what a caller is told by its deployment.
type Config struct {
	Profile *spec.Profile
	// Domains are the trust anchors for the WITs of those who sign their responses.
	Domains trust.Domains
	// Identifier is the caller's own Workload Identifier, WIT the token that says so, and Key the
	// private half of that token's confirmation key.
	Identifier, WIT string
	Key             jose.PrivateKey
	// MTLS verifies the certificates of servers, and Credentials are what the caller presents to them;
	// both are for [BindingMTLS] alone.
	MTLS        *mtls.Verifier
	Credentials mtls.Credentials
	// UnderstoodTokens are the header fields whose tokens a proof covers.
	UnderstoodTokens []string
	Faults           check.Faults
	// Secret is the private key in text, which the fault of disclosing it sends. Nothing else reads
	// it.
	Secret string
	// Now is its clock; nil means time.Now.
	Now func() time.Time
	// Base sends the requests; nil means a transport of its own.
	Base http.RoundTripper
	// MaxResponse bounds the body of a response that is verified, in bytes; 0 means
	// [DefaultMaxResponse].
	MaxResponse int64
	// Replays is how many nonces of responses it remembers; 0 means [DefaultReplays].
	Replays int
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// DefaultMaxResponse bounds the body of a response that is verified: its digest can be computed
// only once all of it has been read.
const DefaultMaxResponse = 4 << 20

// DefaultReplays bounds the memory for the nonces of responses.
const DefaultReplays = 100_000

// Caller makes calls as one workload. It is safe for concurrent use.
type Caller struct {
	Config
	proofs   *wpt.Maker
	wits     *wit.Verifier
	verifier *httpsig.Verifier
	// claims are those of its own WIT.
	claims jose.Object
}

// New makes a caller.
func New(c Config) *Caller {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Base == nil {
		c.Base = newTransport()
	}
	if c.MaxResponse == 0 {
		c.MaxResponse = DefaultMaxResponse
	}
	if c.Replays == 0 {
		c.Replays = DefaultReplays
	}
	return &Caller{
		Config: c,
		proofs: &wpt.Maker{
			Profile: c.Profile, Key: c.Key, Now: c.Now, UnderstoodTokens: c.UnderstoodTokens,
			Subject: c.Identifier, Faults: c.Faults,
		},
		wits: wit.New(wit.Config{
			Profile: c.Profile, Domains: c.Domains, Faults: c.Faults, Checked: c.Checked,
		}),
		verifier: httpsig.New(httpsig.Config{
			Profile: c.Profile, Replays: replay.New(c.Replays), Faults: c.Faults, Checked: c.Checked,
		}),
		claims: claimsOf(c.WIT),
	}
}

// newTransport is a transport of the caller's own, so that its connections carry nothing else.
func newTransport() http.RoundTripper {
	own := &http.Transport{Proxy: http.ProxyFromEnvironment}
	if t, ok := http.DefaultTransport.(*http.Transport); ok {
		own = t.Clone()
	}
	own.MaxResponseHeaderBytes = 256 << 10
	return own
}

// The bindings.
const (
	// BindingWPT sends a WIT and a Workload Proof Token.
	BindingWPT = "wpt"
	// BindingHTTPSig sends a WIT and signs the message.
	BindingHTTPSig = "httpsig"
	// BindingMTLS sends the request over mutual TLS, and nothing with it.
	BindingMTLS = "mtls"
)

// Options are what is asked of one call, or of all calls to one place.
type Options struct {
	// Binding is [BindingWPT], [BindingHTTPSig] or [BindingMTLS].
	Binding string
	// Audience is what the proof or the signature names; empty is the target URI without query and
	// fragment.
	Audience string
	// RequireSignedResponse asks for a signed response and refuses any other; only
	// [BindingHTTPSig] can.
	RequireSignedResponse bool
	// ExpectedPeer is the Workload Identifier by which a signed response has to be signed, or over
	// mutual TLS the server's; empty leaves it open.
	ExpectedPeer string
}
