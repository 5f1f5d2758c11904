package reports

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// accept is the expectation of a message in which all is right.
const accept = "accept"

// diagnosis is a paragraph for those whose target does not even take what is right: the rest of
// the page would send them after faults of the target that are faults of its setup.
func (p *page) diagnosis() string {
	good := p.good()
	first := slices.IndexFunc(good, func(c Case) bool {
		return c.Verdict == Fail && c.Observed != accept
	})
	taken := slices.ContainsFunc(good, func(c Case) bool { return c.Observed == accept })
	if first < 0 || taken {
		return ""
	}
	return strings.TrimPrefix(p.wrapped(p.advice(good[first]), 0), "\n")
}

// good are the cases whose message has no fault at all and shows whether the target works.
func (p *page) good() []Case {
	return slices.DeleteFunc(slices.Clone(p.Cases), func(c Case) bool {
		return !strings.HasSuffix(c.ID, "/valid") || c.Expected != accept || c.Verdict == Skipped ||
			isVerifier(c.Role) // it has no setup of its own
	})
}

// advice says how the first good request ended, and what to look at.
func (p *page) advice(c Case) string {
	ask := "Has it been configured with the kit? Is its audience " +
		cmp.Or(Printable(p.Audience, maxLine), "that of the target file") + "? Do the clocks agree?"
	status := strings.TrimSpace(fmt.Sprintf("%d %s", c.Status, http.StatusText(c.Status)))
	switch {
	case c.Status == 0 && c.Kind == "tls":
		return "The first good request met a TLS error (" + Printable(c.Received, maxLine) + "). " +
			"Does the target speak TLS there? Is its certificate of an authority of the kit or " +
			"of the system, and for the host of its URL?"
	case c.Status == 0:
		how := cmp.Or(Printable(c.Received, maxLine), c.Kind, "no answer")
		return "The target did not answer the first good request (" + how + "). " + ask
	case c.Status/100 == 4:
		return "The target refused the first good request (" + status + "). " + ask
	}
	return "The target failed at the first good request (" + status + "). What does its log say? " +
		ask
}
