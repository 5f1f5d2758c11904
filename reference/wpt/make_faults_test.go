package wpt_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

// noticed names, for each fault, the requirement by which a verifier of proofs refuses what it
// makes; "" where only the WIT or many proofs together show it, or no check is about it.
var noticed = map[string]string{
	"WIT-CNF-ALG-BINDS-POP": "WPT-ALG-STRING-EQUAL", "WPT-ALG-MATCH": "WPT-ALG-STRING-EQUAL",
	"WPT-ALG-CORRESPOND": "WPT-ALG-CORRESPOND", "WPT-ALG-ASYMMETRIC": "WPT-ALG-ASYMMETRIC",
	"WIT-HDR-ABNF": "WPT-WTH-MATCH", "WIT-HDR-NAME": "", "WIT-HDR-SENDER-ONE": "",
	"WIT-NO-BEARER":  "WPT-AUTHZ-SCHEME",
	"WIT-SENT-VALID": "", "WPT-SIG-VALID": "WPT-SIG-VALID", "WPT-JWT-WELLFORMED": "WPT-JWT-WELLFORMED",
	"WPT-HEADER-UNIQUE": "WPT-HEADER-UNIQUE", "WPT-CLAIMS-UNIQUE": "WPT-CLAIMS-UNIQUE",
	"WPT-EXP-NUMERIC": "WPT-EXP-NUMERIC", "WPT-JTI-ENTROPY": "", "WPT-ATH-REMOVED": "",
	"WPT-HDR-SENDER-ONE": "WPT-HDR-LEGACY-ONE",
	"WIT-POP-REQUIRED":   "WIT-POP-REQUIRED", "WIT-POP-TIME-LIMIT": "WPT-EXP-PRESENT",
	"WPT-TYP": "WPT-TYP-CHECK", "WPT-TYP-LEGACY": "WPT-TYP-CHECK",
	"WPT-ISS-LEGACY": "WPT-ISS-MATCH-LEGACY", "WPT-AUD-PRESENT": "WPT-AUD-CHECK", "WPT-AUD-TARGET": "",
	"WPT-EXP-PRESENT": "WPT-EXP-PRESENT", "WPT-TIME-LIMIT": "WPT-EXP-PASSED",
	"WPT-EXP-SHORT": "WPT-EXP-FAR", "WPT-JTI-PRESENT": "WPT-JTI-PRESENT", "WPT-JTI-UNIQUE": "",
	"WPT-JTI-SENDER-UNIQUE": "", "WPT-WTH-PRESENT": "WPT-WTH-PRESENT",
	"WPT-WTH-MATCH":  "WPT-WTH-MATCH",
	"WPT-ATH-LEGACY": "WPT-ATH-MATCH-LEGACY", "WPT-TTH-PRESENT": "WPT-TTH-MATCH",
	"WPT-TTH-FORMAT": "WPT-TTH-MATCH", "WPT-OTH-PRESENT": "WPT-OTH-MATCH",
	"WPT-OTH-OBJECT": "WPT-OTH-OBJECT", "WPT-OTH-STRING-LEGACY": "WPT-OTH-STRING-LEGACY",
	"WPT-OTH-KEY-LOWER": "WPT-OTH-UNKNOWN-REJECT", "WPT-OTH-VALUE": "WPT-OTH-VERIFY-ALL",
	"WPT-OTH-REPEATED": "WPT-OTH-REPEATED",
	"WPT-AUTHZ-SCHEME": "WPT-AUTHZ-SCHEME", "WPT-TOKEN68": "WPT-TOKEN68",
	"WPT-HDR-LEGACY": "WPT-HDR-LEGACY-ONE", "WPT-AUTHZ-SENDER-ONE": "WPT-AUTHZ-ONE",
}

func TestFaultsOfTheMakerAreAllListed(t *testing.T) {
	var listed []string
	for _, name := range wpt.MakerFaults() {
		id, isCaller := strings.CutSuffix(name, ":caller")
		if !isCaller {
			t.Errorf("%s is no fault of a caller", name)
		}
		listed = append(listed, id)
	}
	slices.Sort(listed)
	if want := slices.Sorted(maps.Keys(noticed)); !slices.Equal(listed, want) {
		t.Errorf("the list is %v, the table %v", listed, want)
	}
}

// TestFaultsOfTheMaker turns each on in the profiles in which its requirement is in force.
func TestFaultsOfTheMaker(t *testing.T) {
	for id, want := range noticed {
		t.Run(id, func(t *testing.T) {
			tried := 0
			for _, name := range spec.ProfileNames() {
				if _, inForce := spec.Must(name).Rule(id); inForce {
					tried++
					tryFault(t, spec.Must(name), id, want)
				}
			}
			if tried == 0 {
				t.Error("the requirement is nowhere in force")
			}
		})
	}
}

func tryFault(t *testing.T, p *spec.Profile, id, want string) {
	t.Helper()
	c := newCaller(t, workload)
	req := laden(p)
	switch id {
	case "WPT-OTH-REPEATED":
		req.Fields = append(req.Fields, message.Field{"X-Other-Token", "another token"})
	case "WIT-POP-REQUIRED", "WIT-NO-BEARER":
		req.Fields = req.Fields.Without("Authorization") // which could hold a proof
	}
	if err := c.maker(t, p, id+":caller").Attach(req, c.wit.Value, ""); err != nil {
		t.Fatalf("%s: %v", p.Name, err)
	}
	if _, inForce := p.Rule(want); want != "" && !inForce {
		return
	}
	if got := requirement(judge(c, p, req)); got != want {
		t.Errorf("%s: it is refused for %q, not for %q", p.Name, got, want)
	}
}

func requirement(r *check.Refusal) string {
	if r == nil {
		return ""
	}
	return r.Requirement
}

// TestFaultsThatNoRecipientSees looks at what those change that the verifier lets pass.
func TestFaultsThatNoRecipientSees(t *testing.T) {
	p, c := spec.Must("latest"), newCaller(t, workload)
	field := p.WIT().Field
	made := func(id string) *message.Request {
		req := laden(p)
		if err := c.maker(t, p, id+":caller").Attach(req, c.wit.Value, ""); err != nil {
			t.Fatal(err)
		}
		return req
	}
	claim := func(id, name string) any { return proofOf(t, p, made(id)).Claims.Members[name] }
	for id, bent := range map[string]bool{
		"WIT-HDR-NAME":       !made("WIT-HDR-NAME").Fields.Has(field),
		"WIT-HDR-SENDER-ONE": len(made("WIT-HDR-SENDER-ONE").Fields.Values(field)) == 2,
		"WIT-HDR-ABNF":       made("WIT-HDR-ABNF").Fields.Values(field)[0] == c.wit.Value+"=",
		"WPT-AUD-TARGET":     claim("WPT-AUD-TARGET", "aud") == audience+"?x=1",
		"WPT-JTI-ENTROPY":    len(claim("WPT-JTI-ENTROPY", "jti").(string)) == 12,
		"WPT-ATH-REMOVED":    claim("WPT-ATH-REMOVED", "ath") != nil,
		"WPT-JTI-UNIQUE":     len(claim("WPT-JTI-UNIQUE", "jti").(string)) < 8,
		"WPT-JTI-SENDER-UNIQUE": claim("WPT-JTI-SENDER-UNIQUE", "jti") ==
			claim("WPT-JTI-SENDER-UNIQUE", "jti"),
		"WIT-NO-BEARER": slices.Contains(
			made("WIT-NO-BEARER").Fields.Values("Authorization"), "Bearer "+c.wit.Value),
	} {
		if !bent {
			t.Errorf("%s changes nothing", id)
		}
	}
}
