package examine

import (
	"fmt"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// Verdict says what became of a check.
type Verdict string

// The verdicts. Unchecked is for what cannot be checked; the detail says why.
const (
	Pass      Verdict = "pass"
	Fail      Verdict = "fail"
	Unchecked Verdict = "cannot be checked"
)

// Finding is the outcome of one check of one figure.
type Finding struct {
	Check   string  `json:"check" yaml:"check"`
	Verdict Verdict `json:"verdict" yaml:"verdict"`
	Detail  string  `json:"detail" yaml:"detail"`
	// Odd says that authors may want to look at it although no text forbids it.
	Odd bool `json:"odd,omitempty" yaml:"odd,omitempty"`
}

// Result is what was found out about one figure, or about the prose of one place.
type Result struct {
	Figure  int    `json:"figure,omitempty" yaml:"figure,omitempty"`
	Anchor  string `json:"anchor,omitempty" yaml:"anchor,omitempty"`
	Title   string `json:"title,omitempty" yaml:"title,omitempty"`
	Section string `json:"section,omitempty" yaml:"section,omitempty"`
	Line    int    `json:"line" yaml:"-"`
	// Kind is what the figure shows: wit, wpt, token, request, response, field, jwk, header, claims,
	// or prose. Folding says how its lines were broken.
	Kind     string    `json:"kind" yaml:"kind"`
	Folding  string    `json:"folding,omitempty" yaml:"folding,omitempty"`
	Verdict  Verdict   `json:"verdict" yaml:"verdict"`
	Findings []Finding `json:"findings" yaml:"findings"`
}

// Report is what was found out about a document.
type Report struct {
	// Document is the path that was read, Name what the document calls itself, Revision the one it
	// was judged by, Profile the profile of that revision; these three may be empty. With are the
	// documents whose keys and tokens counted too.
	Document string   `json:"document" yaml:"document"`
	Name     string   `json:"name,omitempty" yaml:"name,omitempty"`
	Revision string   `json:"revision,omitempty" yaml:"revision,omitempty"`
	Profile  string   `json:"profile,omitempty" yaml:"profile,omitempty"`
	With     []string `json:"with,omitempty" yaml:"with,omitempty"`
	Results  []Result `json:"results" yaml:"results"`
}

// Failed says whether a check of the document failed.
func (r Report) Failed() bool {
	for _, one := range r.Results {
		if one.Verdict == Fail {
			return true
		}
	}
	return false
}

// Label names the figure for people.
func (r Result) Label() string {
	f := draft.Figure{Number: r.Figure, Title: r.Title, Line: r.Line}
	if r.Kind == kindProse {
		return "the text of section " + r.Section
	}
	return f.Label()
}

func (r *Result) note(check string, v Verdict, odd bool, format string, args []any) {
	detail := fmt.Sprintf(format, args...)
	r.Findings = append(r.Findings, Finding{Check: check, Verdict: v, Detail: detail, Odd: odd})
	switch {
	case v == Fail, r.Verdict == "":
		r.Verdict = v
	case v == Unchecked && r.Verdict != Fail:
		r.Verdict = Unchecked
	}
}

func (r *Result) pass(check, format string, args ...any) { r.note(check, Pass, false, format, args) }
func (r *Result) odd(check, format string, args ...any)  { r.note(check, Pass, true, format, args) }
func (r *Result) fail(check, format string, args ...any) { r.note(check, Fail, false, format, args) }
func (r *Result) cannot(check, format string, args ...any) {
	r.note(check, Unchecked, false, format, args)
}

// demand passes or fails with one text each.
func (r *Result) demand(check string, good bool, passed, failed string) {
	if good {
		r.pass(check, "%s", passed)
	} else {
		r.fail(check, "%s", failed)
	}
}
