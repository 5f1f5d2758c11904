package inspect_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// TestBothWays holds the table against the vectors of every named profile: one that is accepted
// satisfies every check, and one that is refused breaks the check of the requirement that it cites
// and no other. A check that no vector ever breaks is no check, unless a reason stands here.
func TestBothWays(t *testing.T) {
	t.Run("profiles", func(t *testing.T) {
		for _, p := range profiles(t) {
			t.Run(p.Name+" "+p.Revisions.HTTPSig, func(t *testing.T) {
				t.Parallel()
				bothWays(t, p)
			})
		}
	})
	for _, c := range inspect.Checks() {
		name := c.ID + " " + string(c.Role)
		if _, excused := unbroken[name]; used["broken "+name] == excused {
			t.Errorf("%s: broken by a vector: %v, listed as one that none breaks: %v", name, !excused, excused)
		}
	}
	for _, name := range unused() {
		t.Errorf("of no use: %s", name)
	}
}

// profiles are the named ones, and those of the revisions of HTTP signatures that none names.
func profiles(t *testing.T) []*spec.Profile {
	t.Helper()
	var all []*spec.Profile
	for _, name := range spec.ProfileNames() {
		all = append(all, spec.Must(name))
	}
	for _, revision := range spec.RevisionsOf(spec.MechanismHTTPSig) {
		p, err := spec.Pin(spec.Must("latest"), spec.Revisions{HTTPSig: revision})
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(revision, "http-signature-") && p.Name == "pinned" {
			all = append(all, p)
		}
	}
	return all
}

func bothWays(t *testing.T, p *spec.Profile) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	material := forge.TrustMaterial(keys.Published(), forge.RestTime)
	domains, err := trust.Load(material)
	if err != nil {
		t.Fatal(err)
	}
	f := forge.New(book, forge.AtRest(p, keys.Published()))
	for _, r := range book.InForce(p) {
		if skipped(p, r) {
			continue
		}
		v, err := f.Mint(r)
		if err != nil {
			t.Errorf("%s: %v", r.ID, err)
			continue
		}
		c := captureOf(p, domains, v)
		wanted := false
		for _, role := range rolesOf(c) {
			wanted = look(t, r, c, role) || wanted
		}
		if !shows(r, wanted) {
			t.Errorf("%s breaks no check, and its flaw in %s is not listed as invisible", r.ID, r.Requirement)
		}
	}
}

// skipped leaves out what is not about messages, or not about what is in them, and what only a live
// target is sent. Of a pinned profile, signatures alone are looked at.
func skipped(p *spec.Profile, r *forge.Recipe) bool {
	looked := []spec.Mechanism{spec.MechanismWIT, spec.MechanismWPT, spec.MechanismHTTPSig}
	if p.Name == "pinned" {
		looked = looked[2:]
	}
	return !slices.Contains(looked, r.Mechanism()) || r.Answer != nil || r.LiveOnly()
}

// captureOf is what a suite would have seen, had an implementation made the last step.
func captureOf(p *spec.Profile, domains trust.Domains, v vector.Vector) *inspect.Capture {
	last := v.Steps[len(v.Steps)-1]
	c := &inspect.Capture{
		Profile: p, Domains: domains, At: time.Unix(v.VerifyAt, 0), Response: last.Response,
		Secrets: []string{privateText()},
	}
	if last.Request != nil {
		c.Requests = append(c.Requests, *last.Request)
		if values := last.Request.Fields.Values(p.WIT().Field); len(values) > 0 {
			c.WIT = values[0]
		}
	}
	if v.Recipient != nil {
		c.Audience, c.UnderstoodTokens = v.Recipient.Audience, v.Recipient.UnderstoodTokens
	}
	if v.Caller != nil {
		c.Call = &vector.Call{Binding: "httpsig", RequireSignedResponse: v.Caller.RequireSignedResponse}
		c.Peer = v.Caller.ExpectedPeer
	}
	return c
}

// privateText is the private member of the key with which the vectors' caller proves possession.
func privateText() string {
	raw, err := json.Marshal(keys.Published().Must("workload-a/ES256").PrivateJWK("ES256", ""))
	if err != nil {
		panic(err)
	}
	o, err := jose.ParseObject(raw)
	if err != nil {
		panic(err)
	}
	d, _ := o.String("d")
	return d
}

// rolesOf lists the roles that made something in a capture of a vector.
func rolesOf(c *inspect.Capture) []spec.Role {
	if c.Response != nil {
		return []spec.Role{spec.RoleCaller, spec.RoleRecipient}
	}
	return []spec.Role{spec.RoleCaller, spec.RoleIssuer}
}

// look runs the checks of one role over a vector, compares what broke with what should, and says
// whether anything should.
func look(t *testing.T, r *forge.Recipe, c *inspect.Capture, role spec.Role) bool {
	t.Helper()
	var got, why []string
	for _, check := range inspect.Checks() {
		if check.Role != role || r.Mechanism() == spec.MechanismWIT && check.ID == "WIT-POP-REQUIRED" {
			continue // vectors of that mechanism hold a WIT and nothing else
		}
		if err := check.Run(c); err != nil {
			got, why = append(got, check.ID), append(why, err.Error())
			note("broken " + check.ID + " " + string(role))
		}
	}
	want := expected(r, c, role)
	slices.Sort(got)
	tolerated := r.Expected() == vector.Either && len(got) == 0
	if !slices.Equal(got, want) && !tolerated {
		t.Errorf("%s, %s: it breaks %q %q, not %q", r.ID, role, got, why, want)
	}
	return len(want) > 0
}
