package generate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// TestOtherScenarios has the reference accept what other scenarios make, in an old and a new profile.
func TestOtherScenarios(t *testing.T) {
	for name, edit := range map[string]func(*scenario.Scenario){
		"other tokens": func(s *scenario.Scenario) {
			s.Proofs[0].Request.Fields = append(s.Proofs[0].Request.Fields,
				message.Field{"Txn-Token", "a-transaction"}, message.Field{"X-Other-Token", "another"})
			s.Proofs[0].UnderstoodTokens = []string{"X-Other-Token"}
		},
		"issuer named": func(s *scenario.Scenario) { s.Issuer.URI = "https://example.com/issuer" },
		"audience named": func(s *scenario.Scenario) {
			s.Proofs[0].Audience = "https://gateway.example/path"
			s.Exchanges[0].Audience = "https://gateway.example/"
		},
		"no path": func(s *scenario.Scenario) {
			s.Proofs[0].Request.URL = "https://workload.example.com"
			s.Exchanges[0].Request.URL = "https://workload.example.com"
		},
		"a body that ends with a line break": func(s *scenario.Scenario) {
			s.Exchanges[1].Request.Body, s.Exchanges[1].Response.Body = "1\n\n2\n", "\n"
		},
		"a body that has to be folded by the other strategy": func(s *scenario.Scenario) {
			s.Proofs[0].Request.Body = strings.Repeat("x", 68) + " x\\\n"
		},
		"nothing but a WIT": func(s *scenario.Scenario) { s.Proofs, s.Exchanges = nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			for _, profile := range []string{"s2s-04", "latest"} {
				narrow(t, made(t, profile, edit).files)
			}
		})
	}
}

// TestScenariosRefused says which file cannot be made, and why.
func TestScenariosRefused(t *testing.T) {
	for _, row := range []struct {
		edit func(*scenario.Scenario)
		want string
	}{
		{func(s *scenario.Scenario) { s.Proofs[0].Request.Body = "a\tb" },
			"wpt-request.txt: fold: line 8 has a tab"},
		{func(s *scenario.Scenario) { s.Proofs[0].File = "wit" }, "wit.txt: two parts of the scenario"},
		{func(s *scenario.Scenario) { s.Workloads[1].Identifier = "wimse://other.example/b" },
			"the WIT of svcb: WIT-ISSUE-DOMAIN"},
		{func(s *scenario.Scenario) { s.Workloads[0].Identifier = "svca" }, "the WIT of svca: ID-"},
		{func(s *scenario.Scenario) {
			s.Proofs[0].Request.Fields = message.Fields{{"Authorization", "Bearer x"}}
		}, "wpt: wpt: the request already has a field"},
		{func(s *scenario.Scenario) {
			s.Proofs[0].Request.Fields = message.Fields{{"X", "a\nb"}}
		}, `wpt-request.txt: "b" is no field line`},
		{func(s *scenario.Scenario) {
			s.Authority.Issued = s.Workloads[0].Certificate.Issued.Add(time.Hour)
		}, "mtls-svca.pem: WIC-"},
	} {
		s := scenario.Default()
		row.edit(s)
		keys, err := scenario.ReadKeys(s, "")
		if err != nil {
			t.Fatal(err)
		}
		_, err = generate.Make(spec.Must("latest"), s, keys)
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%v, want %s", err, row.want)
		}
	}
}
