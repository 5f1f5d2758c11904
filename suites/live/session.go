package live

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Settings say how a plan is sent.
type Settings struct {
	// Timeout is for one message; 0 means the harness's own.
	Timeout time.Duration
	// Workers is how many groups of cases are under way at once; 0 means the harness's own.
	Workers int
	// Evidence takes the journal, a line at a time.
	Evidence io.Writer
	// OnOutcome is told of each outcome.
	OnOutcome func(harness.Outcome)
}

// Start plans a run and begins to observe. The run owns a canary and a peer; [Run.Close] ends both.
func Start(ctx context.Context, o Options, s Settings) (*Run, error) {
	jwks, err := AttackerJWKS(o.Ring)
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	if o.Canary, err = NewCanary(jwks); err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	plan, f, err := planned(o)
	if err != nil {
		_ = o.Canary.Close() // nothing has called it
		return nil, err
	}
	friend, err := peer.Listen(peer.Limits{})
	if err != nil {
		_ = o.Canary.Close() // nothing has called it
		return nil, fmt.Errorf("live: %w", err)
	}
	cfg := config(o, s)
	cfg.Peer = friend
	run := &Run{
		Plan: plan, Session: harness.NewSession(cfg), Forge: f, canary: o.Canary, peer: friend,
	}
	run.Session.Start(ctx, plan)
	return run, nil
}

// config says how the session talks to the roles of the target.
func config(o Options, s Settings) harness.Config {
	material := forge.TrustMaterial(o.Ring, time.Now().Unix())
	cfg := harness.Config{
		URL: o.Target.Recipient.URL, CallerField: o.Target.Recipient.CallerHeader,
		CallerURL: o.Target.Caller.URL, IssuerURL: o.Target.Issuer.URL, JWKSURL: o.Target.Issuer.JWKSURL,
		Timeout: s.Timeout, Workers: s.Workers, OnOutcome: s.OnOutcome, TLS: clientTLS(material),
		Facts: &harness.Facts{
			Revisions: o.Profile.Revisions, TrustDomains: material,
			UnderstoodTokens: lower(o.Target.Recipient.UnderstoodTokens),
			Caller:           identifier(o, "workload-a"), Recipient: identifier(o, "workload-b"),
			AlwaysSigns: o.Target.Recipient.ResponseSigning == "always",
		},
		Secrets: secrets(o.Ring),
	}
	if s.Evidence != nil {
		cfg.Journal = harness.NewJournal(s.Evidence, about(o))
	}
	return cfg
}

// identifier is that of a workload in the kit.
func identifier(o Options, workload string) string {
	return o.Target.IdentifierScheme + "://" + forge.Trusted[0] + "/" + workload
}

func lower(names []string) []string {
	var out []string
	for _, n := range names {
		out = append(out, strings.ToLower(n))
	}
	return out
}

// secrets are the private members of the caller's key in the kit.
func secrets(ring *keys.Ring) []string {
	d, _ := ring.Must("workload-a/"+kitAlgorithm).PrivateJWK(kitAlgorithm, "")["d"].(string)
	return []string{d}
}

// ErrNoCase says that a filter selects nothing. A shard of what it selects may be empty.
var ErrNoCase = errors.New("no case matches")

// planned is Plan, and [ErrNoCase] where the filter leaves nothing of it.
func planned(o Options) (harness.Plan, *forge.Forge, error) {
	plan, f, err := Plan(o)
	if err != nil || len(plan.Cases) > 0 || o.Filter.text == "" {
		return plan, f, err
	}
	o.Shard = Shard{}
	if all, _, err := Plan(o); err != nil || len(all.Cases) > 0 {
		return plan, f, err
	}
	return plan, f, fmt.Errorf("live: filter %q: %w", o.Filter.text, ErrNoCase)
}

// Close ends what the run holds open.
func (r *Run) Close() error { return errors.Join(r.canary.Close(), r.peer.Close()) }

// about is what the journal says of the run in its first line.
func about(o Options) map[string]any {
	return map[string]any{
		"target":  map[string]string{"name": o.Target.Name, "version": o.Target.Version},
		"profile": o.Profile.Name, "revisions": o.Profile.Revisions, "filter": o.Filter.String(),
		"tokens": "live test tokens under test keys; they expire within hours",
	}
}

// clientTLS trusts the system's authorities and those of the kit.
func clientTLS(material map[string]trust.Material) *tls.Config {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	for _, m := range material {
		for _, authority := range m.X509Authorities {
			pool.AppendCertsFromPEM([]byte(authority))
		}
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}
