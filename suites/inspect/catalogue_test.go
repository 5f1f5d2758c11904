package inspect_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// TestChecksAreOfTheCatalogue: a check is of a requirement that binds its role, once, or stands in
// the list of those that only report.
func TestChecksAreOfTheCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range inspect.Checks() {
		name := c.ID + " " + string(c.Role)
		if seen[name] {
			t.Errorf("%s: there are two checks", name)
		}
		seen[name] = true
		r, there := spec.Find(c.ID)
		if !there {
			t.Errorf("%s: the catalogue has no such requirement", name)
			continue
		}
		if _, listed := unbound[name]; r.Binds(c.Role) == listed {
			t.Errorf("%s: binds the role: %v, listed as one that does not: %v", name, r.Binds(c.Role), listed)
		}
	}
}

// TestEveryMakerIsLookedAt: a requirement that binds callers or issuers has a check, or a reason.
func TestEveryMakerIsLookedAt(t *testing.T) {
	for _, r := range spec.Requirements() {
		for _, role := range []spec.Role{spec.RoleCaller, spec.RoleIssuer} {
			name := r.ID + " " + string(role)
			_, there := inspect.Find(r.ID, role)
			group, _, _ := strings.Cut(r.ID, "-")
			if !r.Binds(role) || !r.IsTestable() || !slices.Contains(makes[role], group) && !there {
				continue
			}
			if _, excused := unchecked[name]; there == excused {
				t.Errorf("%s: has a check: %v, listed as one without: %v", name, there, excused)
			}
		}
	}
}

// makes names the groups of requirements that are about what a role makes. Others that bind it are
// about what it accepts, or about handshakes.
var makes = map[spec.Role][]string{
	spec.RoleCaller: {"WIT", "WPT", "SIG"}, spec.RoleIssuer: {"WIT", "ID"},
}

// TestLiveRecipesHaveTheirChecks: what a suite asks of a live maker is there to be asked.
func TestLiveRecipesHaveTheirChecks(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, p := range profiles(t) {
		for _, r := range book.InForce(p) {
			role := r.Role()
			if r.Call == nil && r.Issue == nil && (r.Answer == nil || !r.Answer.Signed) || r.Expected() == "reject" {
				continue
			}
			asked[r.Requirement] = true
			if _, there := inspect.Find(r.Requirement, role); !there {
				t.Errorf("%s: there is no check of %s for the %s", r.ID, r.Requirement, role)
			}
		}
	}
	if len(asked) == 0 {
		t.Error("no recipe asks anything of a maker")
	}
}

// unbound lists the checks whose requirement binds another role. They gate nothing.
var unbound = map[string]string{
	"WIT-EXP-PASSED issuer":        "a WIT that has expired when it is issued is of no use to anybody",
	"SIG-TAG-UNIQUE caller":        "recipients have to refuse what it makes",
	"SIG-EXPIRES-PASSED caller":    "recipients have to refuse what it makes",
	"SIG-CREATED-FUTURE caller":    "a recipient may refuse what it makes",
	"RSP-TAG-UNIQUE recipient":     "callers have to refuse what it makes",
	"RSP-EXPIRES-PASSED recipient": "callers have to refuse what it makes",
}

const (
	ownUse     = "what it supports does not show in one message"
	registry   = "which names are private shows against a registry that grows"
	suitesKeys = "the suite hands out the keys and the WITs"
	transport  = "it shows in the connection, not in the message"
	legal      = "either way is legal"
	policy     = "it takes the policy of the deployment"
)

// unchecked lists the requirements on makers that nothing here looks at.
var unchecked = map[string]string{
	"WIT-ES256-MTI caller":           ownUse,
	"SIG-ALG-ES256-MTI caller":       ownUse,
	"SIG-ALG-P256-MTI-LEGACY caller": ownUse,
	"WIT-ISSUE-DOMAIN issuer":        "what it refuses is no message",
	"WIT-CLAIMS-PRIVATE issuer":      registry,
	"WIT-CLAIMS-COLLISION issuer":    registry,
	"WPT-CLAIMS-PRIVATE caller":      registry,
	"WPT-CLAIMS-COLLISION caller":    registry,
	"WIT-KEY-ONE-ID issuer":          suitesKeys,
	"WIT-KEY-ONE-ID caller":          suitesKeys,
	"WPT-KEY-ONE-ID caller":          suitesKeys,
	"WIT-KEY-REGEN caller":           suitesKeys,
	"WPT-KEY-PER-WIT caller":         suitesKeys,
	"WIT-TLS-CHANNEL caller":         transport,
	"WPT-TLS caller":                 transport,
	"WPT-HOSTNAME caller":            transport,
	"SIG-TLS caller":                 transport,
	"SIG-HOSTNAME caller":            transport,
	"WIT-TYP-PREFIX issuer":          legal,
	"WPT-TYP-PREFIX caller":          legal,
	"WPT-SCHEME-CASE caller":         legal,
	"WIT-JTI-OPTIONAL issuer":        legal,
	"ID-WIMSE-SCHEME-MAY issuer":     legal,
	"WIT-DECISION-IDENTITY issuer":   policy,
	"WIT-NO-SECOND-IDENTITY issuer":  policy,
	"WIT-ONE-IDENTITY issuer":        "a sub that is no single string is WIT-SUB-IDENTIFIER",
	"ID-JWT-SUB-LEGACY issuer":       "a WIT without sub is WIT-SUB-REQUIRED",
	"ID-WIMSE-SCHEME issuer":         "each of the general rules has a check of its own",
}
