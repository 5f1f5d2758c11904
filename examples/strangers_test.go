package examples_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/wimsespec/wimsespec/reference/kit"
)

const domain = "trusted.example"

// newKit gives a kit that the command writes, in addition to what args say.
func newKit(t *testing.T, args ...string) *kit.Kit {
	t.Helper()
	dir := t.TempDir()
	wimsespec(t, append([]string{"kit", dir}, args...)...)
	return must(kit.Load(dir))(t)
}

// trustingAll gives a kit like k that also trusts the issuers of the parties and another authority,
// and whose caller has a certificate from that authority.
func trustingAll(t *testing.T, k *kit.Kit, known map[string]party) *kit.Kit {
	t.Helper()
	other, more := newKit(t, "--profile", k.Profile, "--fresh"), *k
	more.TrustDomains, more.Workloads = maps.Clone(k.TrustDomains), maps.Clone(k.Workloads)
	trusted := more.TrustDomains[domain]
	trusted.JWKS = withKeysOf(t, trusted.JWKS, known)
	trusted.X509Authorities = append([]string{}, trusted.X509Authorities...)
	trusted.X509Authorities = append(trusted.X509Authorities, other.TrustDomains[domain].X509Authorities...)
	more.TrustDomains[domain] = trusted
	caller, stranger := more.Workloads["caller"], other.Workloads["caller"]
	caller.Certificate, caller.Key = stranger.Certificate, stranger.Key
	more.Workloads["caller"] = caller
	return &more
}

type keySet struct {
	Keys []json.RawMessage `json:"keys"`
}

func withKeysOf(t *testing.T, jwks json.RawMessage, known map[string]party) json.RawMessage {
	t.Helper()
	var all keySet
	if err := json.Unmarshal(jwks, &all); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		var published keySet
		res, err := client.Get(known[name].Issuer.JWKSURL)
		decode(t, res, err, &published)
		all.Keys = append(all.Keys, published.Keys...)
	}
	return must(json.Marshal(all))(t)
}

// issuedBy gives a kit like k whose caller has a WIT that the party has issued.
func issuedBy(t *testing.T, k *kit.Kit, p party) *kit.Kit {
	t.Helper()
	more := *k
	more.Workloads = maps.Clone(k.Workloads)
	caller := more.Workloads["caller"]
	var jwk map[string]any
	if err := json.Unmarshal(caller.JWK, &jwk); err != nil {
		t.Fatal(err)
	}
	delete(jwk, "d")
	var issued struct {
		WIT string `json:"wit"`
	}
	post(t, p.Issuer.URL, map[string]any{"sub": caller.Identifier, "jwk": jwk}, &issued)
	caller.WIT = issued.WIT
	more.Workloads["caller"] = caller
	return &more
}
