package requirements

import (
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// Without its cases a profile lacks what its texts oblige to: the counts do not come from the rows
// alone.
func TestWithoutCasesMustsAreMissing(t *testing.T) {
	p := spec.Must(spec.DefaultProfile())
	c := coverageOf(p, &forge.Recipes{}, "")
	newReader(p, &forge.Recipes{}).read(&c, "")
	if !c.lacks() {
		t.Error("nothing is missing, though there is no case")
	}
	for _, d := range c.Documents {
		if d.Must.WithCase+d.Should.WithCase+d.May.WithCase > 0 || d.Must.Missing == 0 {
			t.Errorf("%+v", d)
		}
	}
}

func TestExcuses(t *testing.T) {
	rule := func(r spec.Requirement, gate spec.Gate) spec.Rule { return spec.Rule{Requirement: &r, Gate: gate} }
	both := []spec.Role{spec.RoleCaller, spec.RoleRecipient}
	hidden := rule(spec.Requirement{Roles: both, Testable: "no", Reason: "hidden"}, spec.GateMust)
	one := rule(spec.Requirement{Roles: both, Testable: "http",
		NoCase: map[spec.Role]string{spec.RoleCaller: "mute"}}, spec.GateMust)
	all := rule(spec.Requirement{Roles: both[:1], Testable: "http",
		NoCase: map[spec.Role]string{spec.RoleCaller: "mute"}}, spec.GateMust)
	open := rule(spec.Requirement{Roles: both, Testable: "http", Reason: "open"}, spec.GateReport)
	for _, tc := range []struct {
		what  string
		rules []spec.Rule
		want  string
	}{
		{"no requirement", nil, "nobody"},
		{"not testable", []spec.Rule{hidden}, "hidden"},
		{"one of two roles", []spec.Rule{one}, ""},
		{"every role", []spec.Rule{all}, "mute"},
		{"gates nothing", []spec.Rule{open}, "open"},
		{"one of two requirements", []spec.Rule{hidden, one}, ""},
		{"both", []spec.Rule{hidden, all}, "hidden"},
	} {
		if got := excuse(spec.Statement{Reason: "nobody"}, tc.rules); got != tc.want {
			t.Errorf("%s: %q, want %q", tc.what, got, tc.want)
		}
	}
}
