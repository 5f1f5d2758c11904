package live

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Reference is the reference serving as a target.
type Reference struct {
	// Target is the file with which the suites find it.
	Target *target.Target
	stop   context.CancelFunc
	done   chan error
}

// ReferenceOptions say how the reference is served.
type ReferenceOptions struct {
	Profile *spec.Profile
	Faults  []string
	// Listen is the address; empty is a free port on loopback.
	Listen string
	// Domains are its trust anchors.
	Domains trust.Domains
	// Checked counts the signatures that it checks; it may be nil.
	Checked *jose.Tally
}

// KnownFaults lists every fault that the reference offers.
func KnownFaults() []string {
	faults := recipient.Faults()
	slices.Sort(faults)
	return slices.Compact(faults)
}

// PublishedDomains gives the trust anchors of the published test keys.
func PublishedDomains() (trust.Domains, error) {
	return trust.Load(forge.TrustMaterial(keys.Published(), time.Now().Unix()))
}

// KitDomains gives the trust anchors of a kit.
func KitDomains(k *kit.Kit) (trust.Domains, error) { return trust.Load(k.TrustDomains) }

// StartReference serves the reference until it is stopped.
func StartReference(ctx context.Context, o ReferenceOptions) (*Reference, error) {
	for _, f := range o.Faults {
		if !slices.Contains(KnownFaults(), f) {
			return nil, fmt.Errorf("live: the reference has no fault %q", f)
		}
	}
	if o.Listen == "" {
		o.Listen = "127.0.0.1:0"
	}
	ln, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("live: %w", err)
	}
	t := referenceTarget(o.Profile, "http://"+ln.Addr().String()+"/orders")
	r := recipient.New(recipient.Config{
		Profile: o.Profile, Domains: o.Domains, Audience: t.Recipient.Audience,
		UnderstoodTokens: t.Recipient.UnderstoodTokens, Faults: check.With(o.Faults...), Fetch: fetch,
		Checked: o.Checked,
	})
	ctx, stop := context.WithCancel(ctx)
	ref := &Reference{Target: t, stop: stop, done: make(chan error, 1)}
	go func() { ref.done <- r.Serve(ctx, ln) }()
	return ref, nil
}

// Stop ends the service and waits for its end.
func (r *Reference) Stop() error {
	r.stop()
	return <-r.done
}

// Wait waits until the service ends by itself or by its context.
func (r *Reference) Wait() error { return <-r.done }

func referenceTarget(p *spec.Profile, url string) *target.Target {
	t := &target.Target{
		APIVersion: target.APIVersion, Name: "wimsespec-reference", IdentifierScheme: "wimse",
		Recipient: target.Recipient{
			URL: url, Audience: url, Bindings: []string{"wpt"}, Algorithms: jose.Algorithms(),
			ReplayProtection: true, UnderstoodTokens: forge.UnderstoodTokens,
			CallerHeader: recipient.CallerField,
		},
	}
	if slices.Contains(spec.ProfileNames(), p.Name) {
		t.Profile = p.Name
	} else {
		t.Revisions = p.Revisions
	}
	return t
}

// maxJWKS bounds a JWK Set that a fault fetches, in bytes.
const maxJWKS = 64 << 10

// fetch gets a JWK Set, for the faults that look for one where a token points.
func fetch(url string) ([]jose.Key, error) {
	client := http.Client{Timeout: 2 * time.Second}
	res, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	set, err := io.ReadAll(io.LimitReader(res.Body, maxJWKS))
	if err != nil {
		return nil, err
	}
	return trust.ParseJWKS(set)
}

// AttackerJWKS is what the canary serves: the key with which attackers in the recipes sign.
func AttackerJWKS(ring *keys.Ring) ([]byte, error) {
	key := ring.Must("attacker/ES256").PublicJWK("ES256", "es256-1")
	return json.Marshal(map[string]any{"keys": []any{key}})
}
