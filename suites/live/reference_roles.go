package live

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// server serves one role on a listener until the context ends.
type server func(context.Context, net.Listener) error

// builder makes the roles of the reference out of one kit.
type builder struct {
	ReferenceOptions
	target  *target.Target
	faults  check.Faults
	domains trust.Domains
	// keys and credentials are those of the workloads, by their names in the kit.
	keys        map[string]jose.PrivateKey
	credentials map[string]mtls.Credentials
}

// load reads the kit, or makes the one of the published test keys.
func (b *builder) load() error {
	var err error
	if b.Kit == nil {
		r := b.target.Recipient
		s := forge.Present(b.Profile, keys.Published(), r.URL, r.Audience)
		if b.Kit, err = forge.Kit(s, kit.Recipient{URL: r.URL, Audience: r.Audience}); err != nil {
			return fmt.Errorf("live: %w", err)
		}
	}
	if b.domains, err = KitDomains(b.Kit); err != nil {
		return fmt.Errorf("live: %w", err)
	}
	b.keys, b.credentials = map[string]jose.PrivateKey{}, map[string]mtls.Credentials{}
	for _, name := range []string{"recipient", "caller"} {
		w := b.Kit.Workloads[name]
		b.keys[name], err = jose.ParsePrivateKey(w.JWK)
		if err == nil {
			b.credentials[name], err = mtls.ParseCredentials(w.Certificate, w.Key)
		}
		if err != nil {
			return fmt.Errorf("live: the kit's %s: %w", name, err)
		}
	}
	return nil
}

func (b *builder) recipient() *recipient.Recipient {
	r := b.target.Recipient
	return recipient.New(recipient.Config{
		Profile: b.Profile, Domains: b.domains, Audience: r.Audience,
		UnderstoodTokens: r.UnderstoodTokens, Faults: b.faults, Fetch: fetch, Checked: b.Checked,
		ResponseSigning: r.ResponseSigning, Shared: b.Replays, Unsupported: b.Unsupported,
		Signer: &httpsig.Signer{
			Profile: b.Profile, WIT: b.Kit.Workloads["recipient"].WIT, Key: b.keys["recipient"],
			Faults: b.faults,
		},
		MTLS: b.peers(), Credentials: b.credentials["recipient"],
	})
}

// peers verifies the certificates of the other end of connections.
func (b *builder) peers() *mtls.Verifier {
	return mtls.New(mtls.Config{Profile: b.Profile, Domains: b.domains, Faults: b.faults})
}

func (b *builder) caller() server {
	w := b.Kit.Workloads["caller"]
	c := caller.New(caller.Config{
		Profile: b.Profile, Domains: b.domains, Identifier: w.Identifier, WIT: w.WIT,
		Key: b.keys["caller"], UnderstoodTokens: b.target.Recipient.UnderstoodTokens,
		Faults: b.faults, Checked: b.Checked, Secret: string(w.JWK),
		MTLS: b.peers(), Credentials: b.credentials["caller"],
	})
	mux := http.NewServeMux()
	mux.Handle("/call", c.Handler())
	return serving(mux)
}

func (b *builder) issuer() server {
	domain := forge.Trusted[0]
	return serving(issuer.New(issuer.Config{
		Profile: b.Profile, Domain: domain, Issuer: "https://issuer." + domain, Faults: b.faults,
	}).Handler())
}

// verifier is told the keys that the faults look for: it fetches from nowhere.
func (b *builder) verifier() server {
	mux := http.NewServeMux()
	mux.Handle("/verify", verifier.New(verifier.Config{
		Profile: b.Profile, Faults: b.faults, Checked: b.Checked,
		Fetch: func(string) ([]jose.Key, error) {
			set, err := AttackerJWKS(keys.Published())
			if err != nil {
				return nil, err
			}
			return trust.ParseJWKS(set)
		},
	}))
	return serving(mux)
}

// serving serves a handler within limits.
func serving(h http.Handler) server {
	return func(ctx context.Context, ln net.Listener) error {
		s := &http.Server{
			Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
			MaxHeaderBytes: 64 << 10,
		}
		stop := context.AfterFunc(ctx, func() { _ = s.Close() }) // it is on its way out
		defer stop()
		if err := s.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return fmt.Errorf("live: %w", err)
		}
		return nil
	}
}
