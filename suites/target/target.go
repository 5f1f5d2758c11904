// Package target reads target files: what an implementation under test claims to do, and where it
// listens. Start with [Load].
package target

import (
	"net/url"
	"time"

	"github.com/wimsespec/wimsespec/spec"
)

// APIVersion is the value of apiVersion in the files that this package reads.
const APIVersion = "wimsespec/v1"

// Target is the contents of a target file, checked and with its defaults filled in.
type Target struct {
	APIVersion       string         `yaml:"apiVersion"`
	Name             string         `yaml:"name"`
	Version          string         `yaml:"version,omitempty"`
	Organization     string         `yaml:"organization,omitempty"`
	Homepage         string         `yaml:"homepage,omitempty"`
	Contact          string         `yaml:"contact,omitempty"`
	License          string         `yaml:"license,omitempty"`
	Maturity         string         `yaml:"maturity,omitempty"`
	Profile          string         `yaml:"profile,omitempty"`
	Revisions        spec.Revisions `yaml:"revisions,omitempty"`
	IdentifierScheme string         `yaml:"identifier_scheme,omitempty"`
	// Command starts the implementation; "{kit}" in it stands for the kit's folder.
	Command      []string  `yaml:"command,omitempty"`
	ReadyTimeout Duration  `yaml:"ready_timeout,omitempty"`
	Recipient    Recipient `yaml:"recipient,omitempty"`
	Caller       Role      `yaml:"caller,omitempty"`
	Issuer       Issuer    `yaml:"issuer,omitempty"`
	Verifier     Verifier  `yaml:"verifier,omitempty"`
	Clock        Place     `yaml:"clock,omitempty"`
	// Unsupported are claims of absence: bindings that the implementation refuses cleanly.
	Unsupported []string `yaml:"unsupported,omitempty"`
}

// Recipient is the implementation as the workload that is called.
type Recipient struct {
	URL              string   `yaml:"url,omitempty"`
	Audience         string   `yaml:"audience,omitempty"`
	MTLSURL          string   `yaml:"mtls_url,omitempty"`
	Bindings         []string `yaml:"bindings,omitempty,flow"`
	Algorithms       []string `yaml:"algorithms,omitempty,flow"`
	ResponseSigning  string   `yaml:"response_signing,omitempty"`
	ReplayProtection bool     `yaml:"replay_protection,omitempty"`
	UnderstoodTokens []string `yaml:"understood_tokens,omitempty,flow"`
	CallerHeader     string   `yaml:"caller_header,omitempty"`
}

// Role is the implementation as the workload that calls.
type Role struct {
	URL      string   `yaml:"url,omitempty"`
	Bindings []string `yaml:"bindings,omitempty,flow"`
}

// Issuer is the implementation as Identity Server.
type Issuer struct {
	URL     string `yaml:"url,omitempty"`
	JWKSURL string `yaml:"jwks_url,omitempty"`
}

// Verifier is the implementation as a library behind an adapter that is asked about vectors.
type Verifier struct {
	URL string `yaml:"url,omitempty"`
	// Mechanisms are those about which it can be asked, and Algorithms those of the tokens and
	// signatures that it verifies.
	Mechanisms []string `yaml:"mechanisms,omitempty,flow"`
	Algorithms []string `yaml:"algorithms,omitempty,flow"`
	// ReplayProtection and UnderstoodTokens claim what they claim of a recipient.
	ReplayProtection bool     `yaml:"replay_protection,omitempty"`
	UnderstoodTokens []string `yaml:"understood_tokens,omitempty,flow"`
}

// Place is a role that one URL describes.
type Place struct {
	URL string `yaml:"url,omitempty"`
}

// Duration is a time span that YAML writes as Go does: 10s, 500ms.
type Duration time.Duration

// MarshalText writes the span as Go does.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads a span as Go does.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := time.ParseDuration(string(text))
	*d = Duration(v)
	return err
}

// defaults fill in what a file may leave out.
func (t *Target) defaults() {
	if t.IdentifierScheme == "" {
		t.IdentifierScheme = "wimse"
	}
	if t.ReadyTimeout == 0 {
		t.ReadyTimeout = Duration(10 * time.Second)
	}
	if t.Caller.URL != "" && len(t.Caller.Bindings) == 0 {
		t.Caller.Bindings = []string{"wpt"}
	}
	t.Recipient.defaults()
	t.Verifier.defaults()
}

func (v *Verifier) defaults() {
	if v.URL == "" {
		return
	}
	if len(v.Mechanisms) == 0 {
		v.Mechanisms = mechanisms()
	}
	if len(v.Algorithms) == 0 {
		v.Algorithms = []string{"ES256"}
	}
}

func (r *Recipient) defaults() {
	if r.URL == "" {
		return
	}
	if r.Audience == "" {
		r.Audience = audienceOf(r.URL)
	}
	if len(r.Algorithms) == 0 {
		r.Algorithms = []string{"ES256"}
	}
	r.Bindings = r.claimed()
	if r.ResponseSigning == "" {
		r.ResponseSigning = "asked"
	}
}

// audienceOf gives the target URI of a request to a URL, as aud has it: with a path, and without query
// and fragment (RFC 9110, Section 7.1).
func audienceOf(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text // the file has been checked before
	}
	u.RawQuery, u.ForceQuery, u.Fragment = "", false, ""
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// ProfileOf gives the profile that the target names, with the revisions that it pins.
func (t *Target) ProfileOf() (*spec.Profile, error) {
	p, err := spec.Lookup(t.Profile)
	if err != nil {
		return nil, err
	}
	return spec.Pin(p, t.Revisions)
}

// claimed are the bindings: those that are written down, or the proof token.
func (r Recipient) claimed() []string {
	if len(r.Bindings) == 0 {
		return []string{"wpt"}
	}
	return r.Bindings
}
