package explain

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
)

// effects say what a gate does.
var effects = map[spec.Gate]string{
	spec.GateMust:   "a case that fails fails the run",
	spec.GateShould: "a case that fails is a warning, and fails the run with --strict",
	spec.GateReport: "a case that fails is reported, and fails nothing",
}

func (e *explanation) print(w io.Writer) error {
	p := &page{}
	p.line("%s", e.ID)
	p.prose(e.Text)
	if e.Note != "" {
		p.line("")
		p.prose(e.Note)
	}
	e.facts(p)
	e.standing(p)
	e.cases(p)
	e.faults(p)
	if e.Sample != nil {
		e.Sample.print(p)
	}
	_, err := io.WriteString(w, p.String())
	return err
}

func (e *explanation) facts(p *page) {
	p.heading("In profile %s", e.Profile)
	p.beside("source", e.Source)
	p.beside("level", e.Level)
	p.beside("gate", e.gate())
	var roles []string
	for _, r := range e.Roles {
		roles = append(roles, string(r))
	}
	p.beside("binds", strings.Join(roles, ", "))
	p.beside("tested by", map[string]string{
		"http": "messages over HTTP", "tls": "connections over TLS", "vector": "vectors alone",
		"no": "nothing: it cannot be tested from outside",
	}[e.Testable])
	if e.Reason != "" {
		p.beside("reason", e.Reason)
	}
	if len(e.Also) > 0 {
		p.beside("see also", strings.Join(e.Also, "; "))
	}
}

// gate says what a failed case does, for each role that is asked where that is not the same for
// all.
func (e *explanation) gate() string {
	text := fmt.Sprintf("%s: %s", e.Gate, effects[e.Gate])
	for _, role := range roles {
		if g, asked := e.gates[role]; asked && g != e.Gate {
			text += fmt.Sprintf("; %s for a case that asks the %s", g, role)
		}
	}
	return text
}

// roles are those that cases ask, in the order in which their cases are listed.
var roles = []spec.Role{spec.RoleRecipient, spec.RoleCaller, spec.RoleIssuer}

func (e *explanation) standing(p *page) {
	p.heading("Where it stands")
	for _, s := range e.Spans {
		p.line("  %s", s.Line(e.Level))
	}
	p.beside("profiles", strings.Join(e.Profiles, ", "))
}

func (e *explanation) cases(p *page) {
	if len(e.Cases) == 0 {
		p.heading("No case cites it.")
		return
	}
	width := 0
	for _, c := range e.Cases {
		width = max(width, len(c.ID))
	}
	for _, role := range roles {
		for _, means := range e.means(role) {
			p.heading("Cases: the %s, with %s", role, means)
			e.casesWith(p, role, means, width)
		}
	}
}

// means lists what a role is asked with.
func (e *explanation) means(role spec.Role) []string {
	var all []string
	for _, c := range e.Cases {
		if c.Role == role && !slices.Contains(all, c.With) {
			all = append(all, c.With)
		}
	}
	return all
}

func (e *explanation) casesWith(p *page, role spec.Role, means string, width int) {
	for _, c := range e.Cases {
		if c.Role != role || c.With != means {
			continue
		}
		if c.Decides != e.ID {
			c.Comment += " (judged by " + c.Decides + ")"
		}
		c.print(p, width)
	}
}

// print writes the case in columns, the comment wrapped in the last.
func (c explainedCase) print(p *page, width int) {
	first, second := string(c.Expect), c.ID
	for _, l := range cli.Folded(c.Comment, cli.PageWidth-12-width) {
		p.line("  %-6s  %-*s  %s", first, width, second, l)
		first, second = "", ""
	}
}

// doing says what the variants of a fault do.
var doing = map[string]string{
	"": "departs from it", "strict": "refuses what should be accepted",
	"caller": "its caller departs from it", "signer": "its signed responses depart from it",
	"issuer": "its issuer departs from it", "server": "its server departs from it",
}

func (e *explanation) faults(p *page) {
	if len(e.Faults) == 0 {
		p.heading("The reference has no fault of this name.")
		return
	}
	p.heading("Faults of the reference")
	width := 0
	for _, f := range e.Faults {
		width = max(width, len(f))
	}
	for _, f := range e.Faults {
		_, variant, _ := strings.Cut(f, ":")
		p.line("  --fault %-*s  %s", width, f, cmp.Or(doing[variant], "checks it, and gets it wrong"))
	}
}
