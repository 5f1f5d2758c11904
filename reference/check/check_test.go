package check_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/spec"
)

// trail is a state that remembers which steps ran.
type trail struct{ steps []string }

func note(name string, err error) func(*trail) error {
	return func(s *trail) error {
		s.steps = append(s.steps, name)
		return err
	}
}

// list has a check that is in force in latest, one that is not, a preparation and a misreading.
var list = []check.Check[*trail]{
	{Run: note("prepare", nil)},
	{ID: "WPT-SIG-VALID", Run: note("run", nil), Lenient: note("lenient", nil), Strict: note("strict", nil), Bent: []check.Bent[*trail]{
		{Name: "prefix", Run: note("prefix", nil)}, {Name: "first", Run: note("first", nil)},
	}},
	{ID: "WPT-ISS-MATCH-LEGACY", Run: note("old run", nil), Lenient: note("old lenient", nil)},
	{ID: "WPT-TXN-TOKEN", Strict: note("misreading", nil)},
}

func TestFaultsBendTheirOwnCheck(t *testing.T) {
	for _, tc := range []struct{ profile, faults, want string }{
		{"latest", "", "prepare run"},
		{"latest", "WPT-SIG-VALID", "prepare lenient"},
		{"latest", "WPT-SIG-VALID:strict", "prepare run strict"},
		{"latest", "WPT-SIG-VALID WPT-SIG-VALID:strict", "prepare lenient strict"},
		{"latest", "WPT-SIG-VALID:first", "prepare first"},
		{"latest", "WPT-SIG-VALID:prefix WPT-SIG-VALID:strict", "prepare prefix strict"},
		{"latest", "WPT-SIG-VALID WPT-SIG-VALID:first", "prepare lenient"},
		{"latest", "WPT-TXN-TOKEN", "prepare run misreading"},
		{"latest", "WPT-TXN-TOKEN:strict", "prepare run misreading"},
		{"latest", "WPT-ISS-MATCH-LEGACY", "prepare run"},
		{"s2s-00", "", "prepare run old run"},
		{"s2s-00", "WPT-ISS-MATCH-LEGACY", "prepare run old lenient"},
	} {
		var s trail
		faults := check.With(strings.Fields(tc.faults)...)
		if refusal := check.Compile(spec.Must(tc.profile), faults, list).Run(&s); refusal != nil {
			t.Error(refusal)
		}
		if got := strings.Join(s.steps, " "); got != tc.want {
			t.Errorf("%s with %q runs %s, not %s", tc.profile, tc.faults, got, tc.want)
		}
	}
}

func TestTheFirstRefusalEnds(t *testing.T) {
	cause := errors.New("cause")
	for _, tc := range []struct {
		name        string
		err         error
		requirement string
		steps       int
	}{
		{"nothing refused", nil, "", 3},
		{"a detail", errors.New("detail"), "WPT-SIG-VALID", 2},
		{"another requirement", check.Refuse("ID-SYNTAX", "detail %d", 1), "ID-SYNTAX", 2},
		{"a cause", &check.Refusal{Requirement: "X", Cause: cause}, "X", 2},
		{"done", check.ErrDone, "", 2},
	} {
		var s trail
		steps := []check.Check[*trail]{
			{Run: note("1", nil)}, {ID: "WPT-SIG-VALID", Run: note("2", tc.err)}, {Run: note("3", nil)},
		}
		refusal := check.Compile(spec.Must("latest"), check.Faults{}, steps).Run(&s)
		if len(s.steps) != tc.steps || (refusal == nil) != (tc.requirement == "") {
			t.Fatalf("%s: %d steps, %v", tc.name, len(s.steps), refusal)
		}
		if refusal != nil && refusal.Requirement != tc.requirement {
			t.Errorf("%s: %v", tc.name, refusal)
		}
		if tc.name == "a cause" && !errors.Is(refusal, cause) {
			t.Error("the cause is lost")
		}
	}
}

func TestFaultsOf(t *testing.T) {
	want := []string{
		"WPT-SIG-VALID", "WPT-SIG-VALID:prefix", "WPT-SIG-VALID:first", "WPT-SIG-VALID:strict", "WPT-ISS-MATCH-LEGACY", "WPT-TXN-TOKEN:strict",
	}
	if got := check.FaultsOf(list); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestAndLeavesTheSetAlone(t *testing.T) {
	one := check.With("A")
	two := one.And("B")
	if !two.On("A") || !two.On("B") || one.On("B") || (check.Faults{}).On("A") {
		t.Error("a set was changed, or not made")
	}
	if !(check.Faults{}).And("A").On("A") {
		t.Error("the empty set takes no more")
	}
}

func TestTexts(t *testing.T) {
	if got := check.Refuse("X", "a %s", "b").Error(); got != "X: a b" {
		t.Error(got)
	}
	if check.FailIf(false, "x") != nil || check.FailIf(true, "a %d", 1).Error() != "a 1" {
		t.Error("FailIf is wrong")
	}
}
