package reports

import (
	"fmt"
	"strings"
	"testing"
)

// good is the outcome of the first good request.
func good(v Verdict, observed string, status int, received string) Case {
	c := fakeCase("wit/valid", v, "WIT-TYP")
	c.Expected, c.Observed, c.Status, c.Received = accept, observed, status, received
	return c
}

func TestDiagnosisOfTheSetup(t *testing.T) {
	broken := good(Fail, "error", 0, "tls: unknown authority")
	broken.Kind = "tls"
	for want, c := range map[string]Case{
		"The target refused the first good request (403 Forbidden). Has it been configured with the " +
			"kit? Is its audience https://b/? Do the clocks agree?": good(Fail, "reject", 403, ""),
		"The target failed at the first good request (500 Internal Server Error).": good(Fail,
			"error", 500, ""),
		"The target did not answer the first good request (closed: d).": good(Fail, "error", 0,
			"closed: d"),
		"The first good request met a TLS error (tls: unknown authority).": broken,
		"": good(Fail, accept, 200, ""),
	} {
		r := build(fakeRun(), []Case{c}, fakeCatalogue())
		page := strings.Join(strings.Fields(printed(t, r, Options{Audience: "https://b/"})), " ")
		if want == "" {
			want = "acme-wimse" // there is no diagnosis, and the page begins with its header
		}
		if !strings.HasPrefix(page, want) || r.ExitCode() != exitFail {
			t.Errorf("want %q, got\n%s", want, page)
		}
	}
}

func TestNoDiagnosisWhereAGoodRequestWasTaken(t *testing.T) {
	refused := good(Fail, "reject", 403, "")
	refused.ID, refused.Algorithm = "wpt/valid", "EdDSA"
	r := build(fakeRun(), []Case{good(Pass, accept, 200, ""), refused}, fakeCatalogue())
	if page := printed(t, r, Options{}); !strings.HasPrefix(page, "acme-wimse") {
		t.Error(page)
	}
}

// crowded is a run in which five requirements fail in a dozen cases each.
func crowded() *Results {
	var cases []Case
	for _, id := range []string{"WIT-TYP", "WPT-WTH-MATCH", "WPT-AUD", "WPT-OTH", "SIG-COMPONENTS"} {
		for i := range 12 {
			cases = append(cases, fakeCase(fmt.Sprintf("wpt/%s-%d", id, i), Fail, id))
		}
	}
	return build(fakeRun(), cases, fakeCatalogue())
}

func TestManyFailuresAreCut(t *testing.T) {
	for _, c := range []struct {
		verbose                  bool
		cases, curls, hints, cut int
	}{{false, 50, 3, 2, 5}, {true, 60, 60, 0, 0}} {
		page := printed(t, crowded(), Options{Verbose: c.verbose})
		for part, want := range map[string]int{
			"✗": c.cases, "curl -i": c.curls, "results.json, or --verbose": c.hints,
			"  and 2 more\n": c.cut,
		} {
			if got := strings.Count(page, part); got != want {
				t.Errorf("verbose %v: %d times %q, want %d", c.verbose, got, part, want)
			}
		}
	}
}

func TestVerboseListsTheSkipped(t *testing.T) {
	var cases []Case
	for i := range 3 {
		c := fakeCase(fmt.Sprintf("wpt/oth-%d", i), Skipped, "WPT-OTH")
		c.Kind, c.Reason = KindNotClaimed, "not claimed: algorithm PS256"
		cases = append(cases, c)
	}
	r := build(fakeRun(), cases, fakeCatalogue())
	const want = "\n  not claimed: algorithm PS256: 3 cases\n"
	if !strings.Contains(printed(t, r, Options{Verbose: true}), want) {
		t.Error("the skipped cases are not listed")
	}
	if strings.Contains(printed(t, r, Options{}), want) {
		t.Error("the skipped cases are listed though nobody asked")
	}
}
