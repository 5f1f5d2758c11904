package explain_test

import (
	"encoding/json"
	"slices"
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
	page, _ = explained(t, 0, "SIG-COMP-WIMSE-AUDIENCE")
	clitest.Wants(t, page, "this is how it stands in profile latest+http-signature-02.")
	page, _ = explained(t, 0, "SIG-COMP-METHOD", "--profile", "latest+http-signature-02")
	clitest.Wants(t, page, "In profile latest+http-signature-02", "draft-ietf-wimse-http-signature-02, Section")
	page, _ = explained(t, 0, "ID-UNIQUE")
	clitest.Wants(t, page, "No case cites it.", "cannot be tested from outside")
}

// What binds a caller or an issuer is tested with what they are told.
func TestExplainOtherRoles(t *testing.T) {
	for id, want := range map[string][]string{
		"WPT-KEY-PRIVATE": {
			"gate        must: a case that fails fails the run\n",
			"Cases: the caller, with a call that it is told to make, whose request is looked at\n",
			"  accept  wpt/call-key-secret", "its caller departs from it",
			"expected    the caller does as it is told, and nothing is wrong with what it makes",
			"What the caller is told\n  {\n    \"binding\": \"wpt\",", "    \"url\": \"/orders\",",
		},
		"WIT-EXP-REQUIRED": {
			"Cases: the recipient, with a request that is sent to it\n  reject  wit/exp-missing",
			"Cases: the issuer, with a WIT that it is asked for, which is looked at\n  accept  wit/issue-exp ",
			"--fault WIT-EXP-REQUIRED:issuer  its issuer departs from it",
		},
		"wit/issue": {
			"What the issuer is told\n  {\n    \"sub\": \"wimse://trusted.example/workload-a\",", `"crv": "P-256",`,
		},
		"RSP-COMP-STATUS": {
			"Cases: the caller, with a response to its call\n  reject  httpsig/response-status-not-covered",
			"Cases: the recipient, with a request that it has to answer with a signed response\n",
			"its signed responses depart from it",
		},
		"identifier/same": {"Cases: the recipient, with identifiers that it is asked about, in vectors alone"},
	} {
		page, _ := explained(t, 0, id)
		clitest.Narrow(t, page)
		clitest.Wants(t, page, want...)
		if strings.Contains(page, "No case cites it") {
			t.Errorf("%s: it is said that no case cites it", id)
		}
	}
}

// The signature base of a message is shown beside that of its control, or where the message was
// changed after signing beside the one that its recipient computes.
func TestExplainSignatureBase(t *testing.T) {
	for id, want := range map[string][]string{
		"httpsig/valid": {
			"The signature base\n  the base that was signed, and that the recipient computes:\n\n      \"@method\": GET\n",
		},
		"httpsig/get-with-query": {
			"The signature base\n  - was signed in the control httpsig/valid, + in this message:\n",
			"    - \"@query\": ?\n    + \"@query\": ?x=1&y=2\n", "      \"@method\": GET\n",
		},
		"httpsig/method-changed": {
			"  - was signed, + is what the recipient computes:\n\n    - \"@method\": GET\n    + \"@method\": DELETE\n",
		},
		"httpsig/signature-flipped": {
			"the base that was signed, and that the recipient computes; it is that of the control", "  httpsig/valid:\n",
		},
		"httpsig/signature-input-unreadable": {"the base that was signed; the recipient can compute none; it is that of the control"},
		"RSP-COMP-STATUS": {
			"- was signed in the control httpsig/response, + in this message:\n\n    - \"@status\": 200\n",
			"  HTTP/1.1 200 OK\n  Workload-Identity-Token: eyJ", "  response's Signature-Input\n    - wimse=(\"@status\" ",
			"The reference refuses it for RSP-COMP-STATUS: ",
		},
		"httpsig/tag-missing": {"  Signature-Input\n", "    - ;tag=\"wimse-workload-to-workload\"\n"},
	} {
		page, _ := explained(t, 0, id)
		clitest.Narrow(t, page)
		clitest.Wants(t, page, want...)
	}
	for _, id := range []string{"wpt/valid", "httpsig/call-query-value", "identifier/same"} {
		page, _ := explained(t, 0, id)
		if strings.Contains(page, "signature base") {
			t.Errorf("%s: a base is shown where nothing was signed", id)
		}
	}
}

func TestExplainSignatureBaseAsJSON(t *testing.T) {
	text, _ := explained(t, 0, "httpsig/method-changed", "-o", "json")
	var e struct {
		Cases  []struct{ Role, With string }
		Sample struct {
			Base struct {
				Says, Signed, Recipient, Control string
				Lines                            []string
			} `json:"signature_base"`
		}
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		t.Fatal(err)
	}
	b := e.Sample.Base
	if !strings.HasPrefix(b.Signed, "\"@method\": GET\n") || b.Control != b.Signed ||
		b.Recipient != strings.Replace(b.Signed, "GET", "DELETE", 1) || len(b.Lines) != 6 ||
		b.Says == "" || e.Cases[0].Role != "recipient" || e.Cases[0].With == "" {
		t.Errorf("%s", text)
	}
	text, _ = explained(t, 0, "wit/call-field", "-o", "json")
	var told struct {
		Cases  []struct{ Role string }
		Sample struct{ Message, Told []string }
	}
	if err := json.Unmarshal([]byte(text), &told); err != nil || told.Sample.Message == nil ||
		len(told.Sample.Told) < 3 || told.Sample.Told[1] != `  "binding": "wpt",` {
		t.Errorf("%v: %+v", err, told)
	}
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
		len(e.Profiles) != 9 || e.Faults[0] != e.ID || !slices.Contains(e.Faults, e.ID+":caller") ||
		len(e.Cases) == 0 || e.Cases[0].Decides != e.ID || e.Sample.Control != "wpt/valid" ||
		e.Sample.Token != "Authorization: WPT" || len(e.Sample.Difference) == 0 {
		t.Errorf("%+v", e)
	}
}
