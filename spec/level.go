package spec

import (
	"fmt"
	"slices"
	"strings"
)

// gates maps the words of BCP 14 to what a failed case does. A text that binds nobody gates
// nothing.
var gates = map[string]Gate{
	"MUST": GateMust, "MUST NOT": GateMust, "REQUIRED": GateMust,
	"SHALL": GateMust, "SHALL NOT": GateMust,
	"SHOULD": GateShould, "SHOULD NOT": GateShould, "RECOMMENDED": GateShould, "NOT RECOMMENDED": GateShould,
	"MAY": GateReport, "OPTIONAL": GateReport, "plain": GateReport,
}

func gateOf(level string) Gate { return gates[level] }

// prefixes maps the first part of an ID to its mechanism.
var prefixes = map[string]Mechanism{
	"ID": MechanismIdentifier, "WIT": MechanismWIT, "WPT": MechanismWPT,
	"SIG": MechanismHTTPSig, "RSP": MechanismHTTPSig, "WIC": MechanismMTLS,
}

func mechanismOfID(id string) Mechanism {
	prefix, _, _ := strings.Cut(id, "-")
	return prefixes[prefix]
}

// source writes a place in a draft in the one form that is used throughout.
func source(revision, section string) string {
	return fmt.Sprintf("draft-ietf-wimse-%s, Section %s", revision, section)
}

var (
	testable = []string{"http", "tls", "vector", "no"}
	roles    = []Role{RoleIssuer, RoleCaller, RoleRecipient, RoleDeployment}
)

// check finds what would make a row useless: every word in it is one of a known few.
func (r *Requirement) check() error {
	switch {
	case mechanismOfID(r.ID) == "":
		return fmt.Errorf("%q: the ID's first part names no mechanism", r.ID)
	case r.Text == "" || len(r.Roles) == 0 || len(r.Spans) == 0:
		return fmt.Errorf("%s: text, roles and in are all needed", r.ID)
	case gates[r.Level] == "":
		return fmt.Errorf("%s: level %q is no word of BCP 14, nor \"plain\"", r.ID, r.Level)
	case !slices.Contains(testable, r.Testable):
		return fmt.Errorf("%s: testable is %q, not one of %s", r.ID, r.Testable, strings.Join(testable, ", "))
	case r.Testable == "no" && r.Reason == "":
		return fmt.Errorf("%s: a requirement that is not testable needs a reason", r.ID)
	}
	for _, role := range r.Roles {
		if !slices.Contains(roles, role) {
			return fmt.Errorf("%s: unknown role %q", r.ID, role)
		}
	}
	for role, reason := range r.NoCase {
		if !r.Binds(role) || reason == "" {
			return fmt.Errorf("%s: no_case: %q is not bound, or has no reason", r.ID, role)
		}
	}
	for _, s := range r.Spans {
		if err := s.check(r.Mechanism()); err != nil {
			return fmt.Errorf("%s: %w", r.ID, err)
		}
	}
	return nil
}

func (s Span) check(own Mechanism) error {
	m, ok := mechanismOf(s.Since, own)
	switch {
	case !ok:
		return fmt.Errorf("since: unknown revision %q", s.Since)
	case s.Until != "" && position(m, s.Until) < position(m, s.Since):
		return fmt.Errorf("until: %q does not follow %q", s.Until, s.Since)
	case s.Section == "":
		return fmt.Errorf("since %s: no section", s.Since)
	case s.Level != "" && gates[s.Level] == "":
		return fmt.Errorf("since %s: unknown level %q", s.Since, s.Level)
	}
	return nil
}
