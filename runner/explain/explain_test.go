package explain_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/explain"
	"github.com/wimsespec/wimsespec/spec"
)

func explained(t *testing.T, status int, args ...string) (stdout, stderr string) {
	t.Helper()
	return clitest.Page(t, status, explain.Command(), args...)
}

func TestExplainRequirement(t *testing.T) {
	page, _ := explained(t, 0, "WPT-WTH-MATCH")
	clitest.Narrow(t, page)
	clitest.Wants(t, page, "draft-ietf-wimse-wpt-02, Section 2", "s2s-protocol-01 .. s2s-protocol-04",
		"wpt/wth-null", "--fault WPT-WTH-MATCH", "GET /orders HTTP/1.1", "Authorization: WPT eyJ",
		`"wth": "`, "    -   \"wth\"", "    +   \"wth\"", "refuses it for WPT-WTH-MATCH: wth is not",
		"With --fault WPT-WTH-MATCH it accepts it")
	if strings.Contains(page, `-   "jti"`) || strings.Contains(page, `+   "jti"`) {
		t.Errorf("the difference shows what only differs by chance:\n%s", page)
	}
	if other, _ := explained(t, 0, "wpt-wth-match"); other != page {
		t.Error("capitals matter")
	}
}

func TestExplainCase(t *testing.T) {
	page, _ := explained(t, 0, "WPT/wth-padded", "--profile", "s2s-01")
	clitest.Narrow(t, page)
	clitest.Wants(t, page, "WPT-WTH-MATCH", "A sample: wpt/wth-padded", "Workload-Proof-Token: eyJ",
		"s2s-protocol-01, Section 4.2")
}

// A signature alone differs, or a field alone, or an identifier, or nothing.
func TestExplainDifferences(t *testing.T) {
	for id, want := range map[string]string{
		"wpt/signature-flipped":        "Authorization: WPT, signature\n    - 64 bytes, ",
		"wit/as-bearer-token":          "+ Authorization: Bearer eyJ",
		"identifier/query":             "+ identifier: wimse://trusted.example/workload-a?v=1",
		"wpt/replayed":                 "Nothing in this message differs from its control wpt/valid.",
		"wpt/replayed-at-once":         "8 copies are sent at once",
		"wpt/duplicate-aud":            `+   "aud": "https://c.trusted.example/orders"`,
		"wit/payload-followed-by-text": `and more`,
		"wpt/answer-without-tokens":    "with the body",
		"wit/unknown-claims":           "With --fault WIT-CLAIMS-IGNORE:strict it refuses it",
	} {
		t.Run(id, func(t *testing.T) {
			page, _ := explained(t, 0, id)
			clitest.Narrow(t, page)
			clitest.Wants(t, page, want)
		})
	}
}

func TestExplainOutsideItsProfiles(t *testing.T) {
	page, _ := explained(t, 0, "WPT-ISS-MATCH-LEGACY")
	clitest.Wants(t, page, "not in force in profile latest", "In profile s2s-02", "wpt/iss-missing")
	page, _ = explained(t, 0, "WPT-KEY-PRIVATE")
	clitest.Wants(t, page, "No case cites it.", "Internal to the caller.",
		"cannot be tested from outside")
}

func TestExplainUnknown(t *testing.T) {
	_, log := explained(t, 2, "WPT-WTH-MACH")
	clitest.Wants(t, log, "WPT-WTH-MATCH")
	explained(t, 2, "WPT-WTH-MATCH", "--profile", "s2s-99")
	explained(t, 2, "WPT-WTH-MATCH", "-o", "xml")
	explained(t, 2)
}

// Every requirement can be explained, and the page fits.
func TestExplainEveryRequirement(t *testing.T) {
	for _, r := range spec.Requirements() {
		page, _ := explained(t, 0, r.ID)
		clitest.Narrow(t, page)
		if !strings.HasPrefix(page, r.ID+"\n") {
			t.Errorf("%s: the page begins %.60q", r.ID, page)
		}
	}
}

func TestExplainAsJSON(t *testing.T) {
	text, _ := explained(t, 0, "WPT-WTH-MATCH", "-o", "json")
	var e struct {
		ID, Profile, Source string
		Profiles, Faults    []string
		Cases               []struct{ ID, Expect, Decides string }
		Sample              struct {
			Case, Control, Token, Reference string
			Message, Decoded, Difference    []string
		}
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	if e.ID != "WPT-WTH-MATCH" || e.Profile != "latest" ||
		len(e.Profiles) != 9 || len(e.Faults) != 1 ||
		len(e.Cases) == 0 || e.Cases[0].Decides != e.ID || e.Sample.Control != "wpt/valid" ||
		e.Sample.Token != "Authorization: WPT" || len(e.Sample.Difference) == 0 {
		t.Errorf("%+v", e)
	}
}
