package inspect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// TestWhatIsPresented holds the checks of handshakes against the certificates of the recipes, as if
// a target had presented them.
func TestWhatIsPresented(t *testing.T) {
	const caller, server = "wimse://trusted.example/workload-a", "wimse://trusted.example/workload-b"
	for recipe, want := range map[string]string{
		"mtls/client":                       "",
		"mtls/client-intermediate":          "",
		"mtls/client-without-certificate":   "WIC-SENT-VALID caller: no certificate",
		"mtls/client-expired":               "WIC-SENT-VALID caller: expired at",
		"mtls/client-not-yet-valid":         "WIC-SENT-VALID caller: is valid from",
		"mtls/client-self-signed":           "WIC-SENT-VALID caller: its own key",
		"mtls/client-intermediate-missing":  "WIC-SENT-VALID caller: does not lead to an authority",
		"mtls/client-truncated":             "WIC-SENT-VALID caller: cannot be read",
		"mtls/client-of-the-partner-domain": "WIC-SENT-VALID caller: names",
		"mtls/server":                       "",
		"mtls/server-expired":               "WIC-SENT-VALID recipient: expired at",
		"mtls/server-self-signed":           "WIC-SENT-VALID recipient: its own key",
		"mtls/server-without-uri":           "WIC-SRV-PRESENTED recipient: carries the identifiers",
		"mtls/server-of-another-name":       "WIC-SRV-DNS-ID recipient: by which it is reached",
	} {
		c := presentedBy(t, recipe)
		role := spec.RoleCaller
		if strings.HasPrefix(recipe, "mtls/server") {
			role = spec.RoleRecipient
		}
		c.Caller, c.Peer, c.ServerName = caller, server, "b.trusted.example"
		var broken []string
		for _, check := range inspect.Checks() {
			if !strings.HasPrefix(check.ID, "WIC-") || check.Role != role {
				continue
			}
			if err := check.Run(c); err != nil {
				broken = append(broken, check.ID+" "+string(role)+": "+err.Error())
			}
		}
		name, reason, _ := strings.Cut(want, ": ")
		fits := len(broken) == 1 && strings.HasPrefix(broken[0], name) && strings.Contains(broken[0], reason)
		if (want == "") != (len(broken) == 0) || want != "" && !fits {
			t.Errorf("%s breaks %q, not %q", recipe, broken, want)
		}
	}
}

// presentedBy is what a target would have shown that presents the certificates of a recipe.
func presentedBy(t *testing.T, id string) *inspect.Capture {
	t.Helper()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	domains, err := trust.Load(forge.TrustMaterial(keys.Published(), forge.RestTime))
	if err != nil {
		t.Fatal(err)
	}
	p := spec.Must("latest")
	r, ok := book.Find(id)
	if !ok {
		t.Fatalf("there is no recipe %s", id)
	}
	shown, err := forge.New(book, forge.AtRest(p, keys.Published())).Presentation(r)
	if err != nil {
		t.Fatal(err)
	}
	return &inspect.Capture{
		Profile: p, Domains: domains, At: time.Unix(forge.RestTime, 0), Handshake: true,
		Presented: slices.Clone(shown.Peer.Certificates),
	}
}

func TestAddressesAndSilenceAreNoNames(t *testing.T) {
	check, _ := inspect.Find("WIC-SRV-DNS-ID", spec.RoleRecipient)
	c := presentedBy(t, "mtls/server-of-another-name")
	for _, name := range []string{"", "127.0.0.1", "::1"} {
		c.ServerName = name
		if err := check.Run(c); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	valid, _ := inspect.Find("WIC-SENT-VALID", spec.RoleCaller)
	if err := valid.Run(&inspect.Capture{Profile: c.Profile}); err != nil {
		t.Errorf("without a handshake: %v", err)
	}
}
