package live

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// Reference is the reference serving as a target, in all its roles.
type Reference struct {
	// Target is the file with which the suites find it.
	Target *target.Target
	stop   context.CancelFunc
	ended  []chan error
}

// ReferenceOptions say how the reference is served.
type ReferenceOptions struct {
	Profile *spec.Profile
	// Faults are switched on: full names of [KnownFaults], or an ID that stands for all faults of what
	// is made, where no check has it.
	Faults []string
	// Listen, ListenCaller, ListenIssuer and ListenVerifier are the addresses of the roles, and
	// ListenMTLS is the recipient's for mutual TLS; empty is a free port on loopback.
	Listen, ListenCaller, ListenIssuer, ListenVerifier, ListenMTLS string
	// Unsupported are bindings that its recipient does not support, and says so: wpt, httpsig or mtls.
	Unsupported []string
	// ResponseSigning is asked, always or never; empty is asked.
	ResponseSigning string
	// Kit holds its trust anchors and its credentials; nil is the kit of the published test keys.
	Kit *kit.Kit
	// Replays remembers proofs for it and for others that use the same; nil is a memory of its own.
	Replays replay.Store
	// Checked counts the signatures that it checks; it may be nil.
	Checked *jose.Tally
}

// StartReference serves the reference until it is stopped.
func StartReference(ctx context.Context, o ReferenceOptions) (*Reference, error) {
	faults, err := expand(o.Faults)
	if err != nil {
		return nil, err
	}
	listeners, err := listenAll(o.Listen, o.ListenCaller, o.ListenIssuer, o.ListenMTLS, o.ListenVerifier)
	if err != nil {
		return nil, err
	}
	t := referenceTarget(o.Profile, listeners)
	t.Recipient.ResponseSigning = cmp.Or(o.ResponseSigning, t.Recipient.ResponseSigning)
	t.Unsupported = o.Unsupported
	t.Recipient.Bindings = slices.DeleteFunc(t.Recipient.Bindings, func(b string) bool {
		return slices.Contains(o.Unsupported, b)
	})
	b := &builder{ReferenceOptions: o, target: t, faults: check.With(faults...)}
	if err := b.load(); err != nil {
		closeAll(listeners)
		return nil, err
	}
	ctx, stop := context.WithCancel(ctx)
	ref := &Reference{Target: t, stop: stop}
	both := b.recipient()
	for i, serve := range []server{both.Serve, b.caller(), b.issuer(), both.ServeTLS, b.verifier()} {
		ended := make(chan error, 1)
		ref.ended = append(ref.ended, ended)
		go func() { ended <- serve(ctx, listeners[i]) }()
	}
	return ref, nil
}

// listenAll opens a listener for each address, or none.
func listenAll(addresses ...string) ([]net.Listener, error) {
	var listeners []net.Listener
	for _, address := range addresses {
		if address == "" {
			address = "127.0.0.1:0"
		}
		ln, err := net.Listen("tcp", address)
		if err != nil {
			closeAll(listeners)
			return nil, fmt.Errorf("live: %w", err)
		}
		listeners = append(listeners, ln)
	}
	return listeners, nil
}

func closeAll(listeners []net.Listener) {
	for _, ln := range listeners {
		_ = ln.Close() // nobody has called it
	}
}

// Stop ends the service and waits for its end.
func (r *Reference) Stop() error {
	r.stop()
	return r.Wait()
}

// Wait waits until every role has ended, by itself or by the context. One that ends by itself ends
// the others.
func (r *Reference) Wait() error {
	var errs []error
	for _, ended := range r.ended {
		err := <-ended
		errs = append(errs, err)
		if err != nil {
			r.stop()
		}
	}
	return errors.Join(errs...)
}

func referenceTarget(p *spec.Profile, listeners []net.Listener) *target.Target {
	var base []string
	for _, ln := range listeners {
		base = append(base, "http://"+ln.Addr().String())
	}
	bindings := []string{"wpt", "httpsig", "mtls"}
	t := &target.Target{
		APIVersion: target.APIVersion, Name: "wimsespec-reference", IdentifierScheme: "wimse",
		Recipient: target.Recipient{
			URL: base[0] + "/orders", Audience: base[0] + "/orders", Bindings: slices.Clone(bindings),
			MTLSURL:    byName(listeners[3].Addr()) + "/orders",
			Algorithms: jose.Algorithms(), ResponseSigning: "asked", ReplayProtection: true,
			UnderstoodTokens: forge.UnderstoodTokens, CallerHeader: recipient.CallerField,
		},
		Caller: target.Role{URL: base[1] + "/call", Bindings: bindings},
		Issuer: target.Issuer{URL: base[2] + "/wit", JWKSURL: base[2] + "/jwks.json"},
		Verifier: target.Verifier{
			URL: base[4] + "/verify", Mechanisms: names(spec.Mechanisms), Algorithms: jose.Algorithms(),
			ReplayProtection: true, UnderstoodTokens: forge.UnderstoodTokens,
		},
	}
	if slices.Contains(spec.ProfileNames(), p.Name) {
		t.Profile = p.Name
	} else {
		t.Revisions = p.Revisions
	}
	return t
}

func names(mechanisms []spec.Mechanism) []string {
	var out []string
	for _, m := range mechanisms {
		out = append(out, string(m))
	}
	return out
}

// byName gives the https URL of an address of loopback by its name, so that the name of the server
// counts; any other stays as it is.
func byName(a net.Addr) string {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp.IP.IsLoopback() {
		return fmt.Sprintf("https://localhost:%d", tcp.Port)
	}
	return "https://" + a.String()
}

// KitDomains gives the trust anchors of a kit.
func KitDomains(k *kit.Kit) (trust.Domains, error) { return trust.Load(k.TrustDomains) }
