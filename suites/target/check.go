package target

import (
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// The words that a target file can use.
var (
	bindings        = []string{"wpt", "httpsig", "mtls"}
	schemes         = []string{"wimse", "spiffe"}
	responseSigning = []string{"", "asked", "always", "never"}
)

func (f file) check(t *Target) error {
	if t.APIVersion != APIVersion {
		return f.wrong("apiVersion", "is %q, expected is %q", t.APIVersion, APIVersion)
	}
	if t.Name == "" {
		return f.wrong("name", "is missing; every report shows it")
	}
	if t.ReadyTimeout < 0 {
		return f.wrong("ready_timeout", "expected is a span of time such as 10s, not one below zero")
	}
	if t.IdentifierScheme != "" && !slices.Contains(schemes, t.IdentifierScheme) {
		return f.unknown("identifier_scheme", t.IdentifierScheme, schemes)
	}
	for _, step := range []func(*Target) error{
		f.checkProfile, f.checkURLs, f.checkRecipient, f.checkVerifier, f.checkBindings,
	} {
		if err := step(t); err != nil {
			return err
		}
	}
	return nil
}

func (f file) unknown(path, got string, known []string) error {
	return f.wrong(path, "unknown value %q; known: %s", got, strings.Join(known, ", "))
}

func (f file) checkProfile(t *Target) error {
	if _, err := spec.Lookup(t.Profile); err != nil {
		return f.unknown("profile", t.Profile, spec.ProfileNames())
	}
	for _, m := range spec.Mechanisms {
		pin, known := t.Revisions.Of(m), spec.RevisionsOf(m)
		if pin != "" && !slices.Contains(known, pin) {
			return f.unknown("revisions."+string(m), pin, known)
		}
	}
	return nil
}

// checkURLs looks at every URL that is there, and asks for the one that each role needs.
func (f file) checkURLs(t *Target) error {
	roles := 0
	for _, part := range []struct {
		role, url string
		says      any
	}{
		{"recipient", t.Recipient.URL, t.Recipient}, {"caller", t.Caller.URL, t.Caller},
		{"issuer", t.Issuer.URL, t.Issuer}, {"verifier", t.Verifier.URL, t.Verifier},
		{"clock", t.Clock.URL, t.Clock},
	} {
		if !f.has(part.role) && reflect.ValueOf(part.says).IsZero() {
			continue
		}
		roles++
		if err := f.checkURL(part.role+".url", part.url, true); err != nil {
			return err
		}
	}
	if roles == 0 {
		return f.wrong("recipient", "is missing, and so is every other role: there is nothing to test")
	}
	if err := f.checkMTLS(t.Recipient); err != nil {
		return err
	}
	return f.checkURL("issuer.jwks_url", t.Issuer.JWKSURL, t.Issuer != Issuer{})
}

// checkMTLS wants an https URL where the recipient claims mutual TLS.
func (f file) checkMTLS(r Recipient) error {
	const path = "recipient.mtls_url"
	claimed := slices.Contains(r.Bindings, "mtls")
	if err := f.checkURL(path, r.MTLSURL, claimed); err != nil {
		return err
	}
	if r.MTLSURL != "" && !strings.HasPrefix(r.MTLSURL, "https://") {
		return f.wrong(path, "%q is no https URL", r.MTLSURL)
	}
	return nil
}

// has says whether a key stands at the top of the file itself, and not in what it merges into that.
func (f file) has(key string) bool {
	if len(f.root.Content) == 0 {
		return false
	}
	top := f.root.Content[0].Content
	for i := 0; i+1 < len(top); i += 2 {
		if top[i].Value == key {
			return true
		}
	}
	return false
}

func (f file) checkURL(path, text string, needed bool) error {
	if text == "" && !needed {
		return nil
	}
	u, err := url.Parse(text)
	if text == "" {
		return f.wrong(path, "is missing; expected is where the role listens, such as http://127.0.0.1:8080/orders")
	}
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return f.wrong(path, "%q is no http or https URL", text)
	}
	if u.Fragment != "" || u.User != nil {
		return f.wrong(path, "%q carries a fragment or user information", text)
	}
	return nil
}

func (f file) checkRecipient(t *Target) error {
	r := t.Recipient
	for _, alg := range r.Algorithms {
		if !jose.IsSignature(alg) {
			return f.unknown("recipient.algorithms", alg, jose.Algorithms())
		}
	}
	if !slices.Contains(responseSigning, r.ResponseSigning) {
		return f.unknown("recipient.response_signing", r.ResponseSigning, responseSigning[1:])
	}
	if strings.ContainsAny(r.Audience, "?#") {
		return f.wrong("recipient.audience", "%q carries a query or a fragment, which aud never has", r.Audience)
	}
	return nil
}

func (f file) checkBindings(t *Target) error {
	for _, list := range []struct {
		path  string
		words []string
	}{
		{"recipient.bindings", t.Recipient.Bindings}, {"caller.bindings", t.Caller.Bindings},
		{"unsupported", t.Unsupported},
	} {
		for _, b := range list.words {
			if !slices.Contains(bindings, b) {
				return f.unknown(list.path, b, bindings)
			}
			if list.path == "unsupported" && slices.Contains(t.Recipient.claimed(), b) {
				return f.wrong(list.path, "recipient.bindings claims %s as well", b)
			}
		}
	}
	return nil
}
