package live

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// config says how the session talks to the roles of the target.
func config(o Options, s Settings) harness.Config {
	material := forge.TrustMaterial(o.Ring, time.Now().Unix())
	cfg := harness.Config{
		URL: o.Target.Recipient.URL, MTLSURL: o.Target.MutualURL(), CallerField: o.Target.Recipient.CallerHeader,
		CallerURL: o.Target.Caller.URL, IssuerURL: o.Target.Issuer.URL, JWKSURL: o.Target.Issuer.JWKSURL,
		VerifierURL: o.Target.Verifier.URL,
		Timeout:     s.Timeout, Workers: s.Workers, OnOutcome: s.OnOutcome, TLS: clientTLS(material),
		Facts: &harness.Facts{
			Revisions: o.Profile.Revisions, TrustDomains: material,
			UnderstoodTokens: lower(o.Target.Recipient.UnderstoodTokens),
			Caller:           identifier(o, "workload-a"), Recipient: identifier(o, "workload-b"),
			AlwaysSigns:    o.Target.Recipient.ResponseSigning == "always",
			SignsWhenAsked: o.Target.Recipient.ResponseSigning == "asked",
		},
		Secrets: secrets(o.Ring),
	}
	switch {
	case s.Evidence != nil && s.Resume != nil:
		cfg.Journal = harness.ContinueJournal(s.Evidence, s.Resume, contains(time.Now()))
	case s.Evidence != nil:
		cfg.Journal = harness.BeginJournal(s.Evidence, contains(time.Now()), s.About)
	}
	return cfg
}

// longest is how long the tokens of a run are good: the credentials of a kit for a day, and what the
// suite mints for an hour. Cases about a distant time hold others, and a target may make its own.
const longest = 25 * time.Hour

// contains warns whoever reads a journal of the tokens in it.
func contains(now time.Time) string {
	return "live tokens, short-lived; the latest expires at " + now.Add(longest).UTC().Format(time.RFC3339) +
		", but for those of cases about a distant time and those that the target makes for longer"
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
