package live_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

func TestSurvey(t *testing.T) {
	if os.Getenv("SURVEY") == "" {
		t.Skip()
	}
	out, _ := os.Create("/tmp/survey.txt")
	defer out.Close()
	for _, profile := range strings.Split(os.Getenv("SURVEY"), ",") {
		p := spec.Must(profile)
		for _, fault := range live.KnownFaults() {
			id, variant, _ := strings.Cut(fault, ":")
			if _, ok := p.Rule(id); !ok {
				continue
			}
			if only := os.Getenv("ONLY"); only != "" && !strings.Contains(fault, only) {
				continue
			}
			begin := time.Now()
			ref, err := live.StartReference(context.Background(), live.ReferenceOptions{Profile: p, Faults: []string{fault}})
			if err != nil {
				t.Fatal(err)
			}
			run, err := live.Start(t.Context(), live.Options{
				Target: ref.Target, Profile: p, Ring: keys.Published(), Mechanisms: live.Mechanisms,
				Filter: live.FilterBy(fault, func(c harness.Case) bool {
					cites := slices.Contains(c.Requirements, id)
					if cites {
						return true
					}
					if c.Algorithm != "ES256" || c.Times > 1 {
						return false
					}
					switch variant {
					case "caller", "redirect", "issuer":
						return c.Role == strings.Replace(variant, "redirect", "caller", 1)
					}
					return true
				}),
			}, live.Settings{})
			if err != nil {
				fmt.Fprintln(out, fault, err)
				continue
			}
			var good, bad, inc, missed []string
			n := 0
			for _, o := range run.Session.Wait() {
				n++
				cites := slices.Contains(o.Case.Requirements, id)
				dep := o.Verdict == harness.Fail || o.Verdict == harness.Reported && o.Case.Expect != "either"
				name := o.Case.Role[:1] + ":" + o.Case.ID
				switch {
				case dep && cites:
					good = append(good, name)
				case dep:
					bad = append(bad, name+" ("+o.Reason+")")
				case o.Verdict == harness.Inconclusive:
					inc = append(inc, name)
				case cites && o.Verdict != harness.Skipped:
					missed = append(missed, name)
				}
			}
			run.Close()
			ref.Stop()
			mark := ""
			if len(good) == 0 {
				mark += " UNNOTICED"
			}
			if len(bad) > 0 {
				mark += " OTHERS"
			}
			if len(inc) > 0 {
				mark += " INC"
			}
			fmt.Fprintf(out, "%s %s%s n=%d %v noticed=%v others=%v inc=%d%v missed=%v\n", profile, fault, mark, n, time.Since(begin).Round(time.Millisecond), good, bad, len(inc), inc[:min(3, len(inc))], missed)
		}
	}
}
