package examples_test

import (
	"slices"
	"testing"
)

// What comes of a call.
const (
	accepted      = "accepted"
	refused       = "refused by the recipient"
	peerRefused   = "the response refused by the caller"
	notSent       = "not sent"
	indeterminate = "neither accepted nor refused"
)

const elsewhere = "wimse://trusted.example/workload-elsewhere"

// bindings are the calls that are made in both directions.
var bindings = []struct {
	name  string
	order order
	// wrong makes the order one that must not succeed, by what becomes of it then.
	wrong func(*order)
	fails string
	// strange is what may become of a caller whose credentials the recipient has no trust anchors for.
	strange []string
}{
	{
		"wpt", order{Binding: "wpt"},
		func(o *order) { o.Audience = "https://elsewhere.example/orders" }, refused,
		[]string{refused},
	},
	{
		"httpsig", order{Binding: "httpsig", RequireSignedResponse: true},
		func(o *order) { o.ExpectedPeer = elsewhere }, peerRefused,
		[]string{refused},
	},
	{
		"mtls", order{Binding: "mtls"},
		func(o *order) { o.ExpectedPeer = elsewhere }, notSent,
		[]string{refused, notSent}, // by a response, or by an alert in place of one
	},
}

// parties are both implementations with one kit, and both as strangers to that kit: with credentials
// of the issuer of each, and of another authority, which they trust in addition.
type parties struct {
	known, strangers map[string]party
}

// TestInterop has the caller of each implementation call the recipient of the other.
func TestInterop(t *testing.T) {
	tool(t, "node")
	installed(t)
	for _, profile := range profiles {
		t.Run(profile, func(t *testing.T) {
			p := startAll(t, profile)
			between(t, p, "node", "reference")
			between(t, p, "reference", "node")
		})
	}
}

func startAll(t *testing.T, profile string) parties {
	p := parties{known: map[string]party{}, strangers: map[string]party{}}
	k := newKit(t, "--profile", profile)
	for _, name := range names {
		p.known[name] = start(t, name, k)
	}
	trusting := trustingAll(t, k, p.known)
	for _, name := range names {
		p.strangers[name] = start(t, name, issuedBy(t, trusting, p.known[name]))
	}
	return p
}

func between(t *testing.T, p parties, from, to string) {
	for _, b := range bindings {
		t.Run(from+" calls "+to+" by "+b.name, func(t *testing.T) {
			wrong := b.order
			b.wrong(&wrong)
			try(t, "known", p.known[from], p.known[to], b.order, accepted)
			try(t, "wrong order", p.known[from], p.known[to], wrong, b.fails)
			try(t, "issued by the caller's", p.strangers[from], p.strangers[to], b.order, accepted)
			try(t, "stranger", p.strangers[from], p.known[to], b.order, b.strange...)
		})
	}
}

// try makes a call and compares what comes of it with what may.
func try(t *testing.T, what string, from, to party, o order, want ...string) {
	t.Helper()
	answer := call(t, from, to, o)
	if got := answer.outcome(); !slices.Contains(want, got) {
		t.Errorf("%s: %s, want %q: %+v", what, got, want, answer)
	}
}

func (a answer) outcome() string {
	switch {
	case !a.Sent && a.Error != "":
		return notSent
	case a.Sent && a.Status/100 == 4:
		return refused
	case a.Sent && a.Status/100 == 2 && !a.Accepted:
		return peerRefused
	case a.Sent && a.Status/100 == 2:
		return accepted
	}
	return indeterminate
}
