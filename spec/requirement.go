package spec

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

// Gate says what a failed case does to the verdict.
type Gate string

// The gates: a MUST fails the run, a SHOULD warns (and fails it with --strict), a report does
// neither.
const (
	GateMust   Gate = "must"
	GateShould Gate = "should"
	GateReport Gate = "report"
)

// Role is a party that a requirement binds.
type Role string

// The roles, named as the drafts' roles are named throughout this project.
const (
	RoleIssuer     Role = "issuer"
	RoleCaller     Role = "caller"
	RoleRecipient  Role = "recipient"
	RoleDeployment Role = "deployment"
)

// RoleVerifier is a role under test that no text binds: a library that verifies for a recipient or
// a caller, and is held to what binds them.
const RoleVerifier Role = "verifier"

// Requirement is one row of the catalogue: one obligation under one permanent name.
type Requirement struct {
	// ID is permanent, such as "WPT-WTH-MATCH".
	ID string `yaml:"id"`
	// Text is a paraphrase in one or two sentences.
	Text string `yaml:"text"`
	// Level is the BCP 14 word of the text, or "plain" where the text uses none.
	Level string `yaml:"level"`
	// Roles are the parties that the text binds.
	Roles []Role `yaml:"roles,flow"`
	// Testable says by what means: "http", "tls", "vector", or "no".
	Testable string `yaml:"testable"`
	// Reason says why it is not testable, or why it gates as it does.
	Reason string `yaml:"reason,omitempty"`
	// NoCase says of a role that is bound why it is asked by no case.
	NoCase map[Role]string `yaml:"no_case,omitempty"`
	// Gate overrides what follows from Level.
	Gate Gate `yaml:"gate,omitempty"`
	// Also names other texts that oblige, such as "RFC 7519, Section 4.1.4".
	Also []string `yaml:"also,omitempty"`
	// Spans say in which revisions the requirement holds, oldest first.
	Spans []Span `yaml:"in"`
}

// Span is a run of revisions in which a requirement holds in one form.
type Span struct {
	// Since and Until are revision names, both inclusive; no Until means up to the newest.
	// A revision of another mechanism than the requirement's own may stand here: then the span holds
	// where the profile's revision of that mechanism lies within it.
	Since string `yaml:"since"`
	Until string `yaml:"until,omitempty"`
	// Section is the section of those revisions, without the sign.
	Section string `yaml:"section"`
	// Level and Gate override the row's for this span.
	Level string `yaml:"level,omitempty"`
	Gate  Gate   `yaml:"gate,omitempty"`
}

// Rule is a requirement as it stands in one profile.
type Rule struct {
	*Requirement
	// Level and Gate are those of the span in force.
	Level string
	Gate  Gate
	// Source is the place in the drafts, such as "draft-ietf-wimse-wpt-02, Section 2".
	Source string
}

//go:embed requirements/*.yaml
var requirementFiles embed.FS

// catalogued lists the mechanisms whose requirements are written down, in catalogue order.
var catalogued = []Mechanism{
	MechanismIdentifier, MechanismWIT, MechanismWPT, MechanismHTTPSig, MechanismMTLS,
}

// Requirements lists the whole catalogue: identifier, WIT, WPT, HTTP signatures, mutual TLS, each
// in its file's order.
var Requirements = sync.OnceValue(func() []*Requirement {
	var all []*Requirement
	for _, m := range catalogued {
		rows := mustDecode[[]*Requirement](requirementFiles, "requirements/"+string(m)+".yaml")
		for _, r := range rows {
			if err := r.check(); err != nil {
				panic(fmt.Sprintf("spec: internal error: requirements/%s.yaml: %v", m, err))
			}
		}
		all = append(all, rows...)
	}
	return all
})

// Find gives the requirement of an ID.
func Find(id string) (*Requirement, bool) {
	i := slices.IndexFunc(Requirements(), func(r *Requirement) bool { return r.ID == id })
	if i < 0 {
		return nil, false
	}
	return Requirements()[i], true
}

// Mechanism gives the mechanism that the ID's first part names.
func (r *Requirement) Mechanism() Mechanism { return mechanismOfID(r.ID) }

// Binds says whether the text binds a role.
func (r *Requirement) Binds(role Role) bool { return slices.Contains(r.Roles, role) }

// IsTestable says whether anything outside an implementation can tell if it is met.
func (r *Requirement) IsTestable() bool { return r.Testable != "no" }

// GateFor gives what a failed case does where it tests a role: nothing gates a party that the text
// does not bind.
func (r Rule) GateFor(role Role) Gate {
	if !r.Binds(role) {
		return GateReport
	}
	return r.Gate
}

// in gives the requirement as it stands under given revisions; the last span that holds decides.
func (r *Requirement) in(revisions Revisions) (Rule, bool) {
	for i := len(r.Spans) - 1; i >= 0; i-- {
		span := r.Spans[i]
		m, ok := mechanismOf(span.Since, r.Mechanism())
		if ok && span.holds(m, revisions.Of(m)) {
			return r.under(span, revisions.Of(m)), true
		}
	}
	return Rule{}, false
}

func (s Span) holds(m Mechanism, revision string) bool {
	at := position(m, revision)
	return at >= position(m, s.Since) && (s.Until == "" || at <= position(m, s.Until))
}

func (r *Requirement) under(s Span, revision string) Rule {
	rule := Rule{Requirement: r, Level: r.Level, Gate: r.Gate, Source: source(revision, s.Section)}
	if s.Level != "" {
		rule.Level = s.Level
	}
	if s.Gate != "" {
		rule.Gate = s.Gate
	}
	if rule.Gate == "" {
		rule.Gate = gateOf(rule.Level)
	}
	return rule
}
