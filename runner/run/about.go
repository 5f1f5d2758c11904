package run

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/target"
)

// About is what the first line of a journal says of its run: all that makes results of the
// observations behind it, and all that has to be the same when the run goes on or is merged.
type About struct {
	Tool   reports.Tool   `json:"tool"`
	Target reports.Target `json:"target"`
	// Claims is a digest of what the target file claims, the places left out where it listens.
	Claims    string         `json:"claims"`
	Profile   string         `json:"profile"`
	Revisions spec.Revisions `json:"revisions"`
	// Kit is "published", or a digest of the public keys of a fresh kit.
	Kit        string   `json:"kit"`
	Filter     string   `json:"filter"`
	Shard      string   `json:"shard,omitempty"`
	Strict     bool     `json:"strict,omitempty"`
	Roles      []string `json:"roles"`
	Mechanisms []string `json:"mechanisms"`
	// Audience is the one that the messages were made for, or empty.
	Audience string `json:"audience,omitempty"`
	Tokens   string `json:"tokens"`
}

// about describes a run.
func about(f flags, o live.Options) (About, error) {
	claims, err := claimsOf(*o.Target)
	if err != nil {
		return About{}, fmt.Errorf("runner: %w", err)
	}
	kit, err := o.Ring.Fingerprint()
	if err != nil {
		return About{}, fmt.Errorf("runner: %w", err)
	}
	return About{
		Tool: tool(), Target: targetFacts(o.Target), Claims: claims,
		Profile: o.Profile.Name, Revisions: o.Profile.Revisions, Kit: kit,
		Filter: f.filter, Shard: f.shard, Strict: f.strict,
		Roles: roles(o.Target), Mechanisms: names(mechanisms(o)),
		Audience: cmp.Or(o.Target.Recipient.Audience, o.Target.Recipient.URL),
		Tokens:   "live test tokens under test keys; contains says until when",
	}, nil
}

func tool() reports.Tool { return reports.Tool{Name: "wimsespec", Version: cli.Version()} }

// claimsOf leaves out where a target listens and how it is started: both may change while the
// implementation stays the same.
func claimsOf(t target.Target) (string, error) {
	t.Command, t.ReadyTimeout, t.Profile, t.Revisions = nil, 0, "", spec.Revisions{}
	for _, place := range []*string{
		&t.Recipient.URL, &t.Recipient.Audience, &t.Recipient.MTLSURL, &t.Caller.URL,
		&t.Issuer.URL, &t.Issuer.JWKSURL, &t.Verifier.URL, &t.Clock.URL,
	} {
		if *place != "" {
			*place = "claimed"
		}
	}
	text, err := yaml.Marshal(t)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8]), nil
}

// AboutOf reads what a journal says of its run.
func AboutOf(e *harness.Evidence) (About, error) {
	var a About
	if err := json.Unmarshal(e.Header.About, &a); err != nil || a.Profile == "" {
		return a, fmt.Errorf("line 1 does not say what was tested against which profile")
	}
	return a, nil
}

// ProfileOf gives the profile of a run, under the name that it had.
func (a About) ProfileOf() (*spec.Profile, error) {
	profile, err := spec.Pin(spec.Must(spec.DefaultProfile()), a.Revisions)
	if err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	named := *profile
	named.Name = a.Profile
	return &named, nil
}

// Facts are what the results say of the run.
func (a About) Facts() reports.Run {
	filter := a.Filter
	if a.Shard != "" {
		filter = strings.TrimSpace(filter + " shard " + a.Shard)
	}
	return reports.Run{
		Tool: tool(), Target: a.Target, Strict: a.Strict, Filter: filter,
		Roles: a.Roles, Mechanisms: a.Mechanisms,
	}
}

// Differences names what is not the same in two runs: what it is here, and that it is not so in b.
func (a About) Differences(b About) []string {
	var differ []string
	for _, d := range []struct{ what, here, there string }{
		{"the version of wimsespec", a.Tool.Version, b.Tool.Version},
		{"the target (--target)", title(a.Target), title(b.Target)},
		{"what the target file claims (its digest)", a.Claims, b.Claims},
		{"the profile (--profile)", a.against(), b.against()},
		{"the kit (--kit)", a.Kit, b.Kit},
		{"the filter (--filter)", quoted(a.Filter), quoted(b.Filter)},
		{"the shard (--shard)", quoted(a.Shard), quoted(b.Shard)},
		{"--strict", fmt.Sprint(a.Strict), fmt.Sprint(b.Strict)},
	} {
		if d.here != d.there {
			differ = append(differ, fmt.Sprintf("%s: %s, not %s", d.what,
				reports.Printable(d.here, maxShown), reports.Printable(d.there, maxShown)))
		}
	}
	return differ
}

// maxShown bounds what is shown of a name that a file gives, in characters.
const maxShown = 200

func title(t reports.Target) string { return strings.TrimSpace(t.Name + " " + t.Version) }

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// against is the profile, with its revisions where the name does not say which these are.
func (a About) against() string {
	p, err := spec.Lookup(a.Profile)
	if err == nil && p.Revisions == a.Revisions {
		return a.Profile
	}
	return strings.TrimSpace(fmt.Sprint(a.Profile, " ", a.Revisions))
}
