package survey_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

// stride is how far apart the bytes are that a run changes, with another beginning in each figure. With
// 1 it takes minutes and changes them all.
const stride = 37

// TestFlipped changes one byte of a figure at a time, and asks for a report that has every figure and
// says something else of one. Figures that fail already are left out.
func TestFlipped(t *testing.T) {
	documents := must(examples.Published())(t)
	flips := 0
	for _, d := range documents {
		t.Run(d.Folder, func(t *testing.T) {
			w := flipper{printed: must(d.Printed())(t), others: beside(t, d, documents)}
			w.sound = tally(must(examine.Judge(w.printed, "", w.others))(t))
			for i := range w.printed.Figures {
				flips += w.figure(t, i, (flips*7)%stride)
			}
		})
	}
	if flips < 1200 {
		t.Errorf("only %d bytes were changed", flips)
	}
}

type flipper struct {
	printed *draft.Document
	others  []*draft.Document
	sound   []string
}

// figure flips every byte of a figure that is a stride away from the last one.
func (w flipper) figure(t *testing.T, i, from int) int {
	if strings.Contains(w.sound[i], string(examine.Fail)) {
		return 0
	}
	f := w.printed.Figures[i]
	meaningless := exempt(f, w.sound[i])
	n := 0
	for at := from; at < len(f.Printed); at += stride {
		if meaningless[at] {
			continue
		}
		n++
		changed := f.Printed[:at] + string(flipped(f.Printed[at])) + f.Printed[at+1:]
		if !w.noticed(t, i, changed) {
			t.Errorf("%s: nothing is said of %q in the place of %q, in %q", f.Label(), flipped(f.Printed[at]),
				f.Printed[at], around(f.Printed, at))
		}
	}
	return n
}

// flipped gives another character that can be printed.
func flipped(b byte) byte {
	if c := b ^ 1; c >= ' ' && c <= '~' && b != '\n' {
		return c
	}
	return 'x'
}

func around(text string, at int) string { return text[max(0, at-10):min(len(text), at+10)] }

func (w flipper) noticed(t *testing.T, i int, text string) bool {
	changed := *w.printed
	changed.Figures = nil
	for j, f := range w.printed.Figures {
		if j == i {
			f.Printed = text
		}
		changed.Add(f)
	}
	got := tally(must(examine.Judge(&changed, "", w.others))(t))
	return len(got) == len(w.sound) && fmt.Sprint(got) != fmt.Sprint(w.sound)
}

// tally counts for each figure what its checks came to, details left out.
func tally(r examine.Report) []string {
	var out []string
	for _, one := range r.Results {
		counts := map[string]int{}
		for _, f := range one.Findings {
			counts[fmt.Sprint(f.Check, " ", f.Verdict, " ", f.Odd)]++
		}
		out = append(out, fmt.Sprint(one.Kind, " ", one.Verdict, " ", counts))
	}
	return out
}

// meaningless is what may change in a figure without making it wrong.
var meaningless = []struct {
	reason  string
	applies func(f draft.Figure, sound string) bool
	pattern *regexp.Regexp
}{
	{"RFC 8792 has any number of these", always, regexp.MustCompile(`\A(=+ )NOTE`)},
	{"RFC 8792 has any number of these", always, regexp.MustCompile(`RFC 8792( =+)\n`)},
	{"no signature and no proof covers the version of HTTP", always, regexp.MustCompile(`HTTP/([0-9.]+)`)},
	{"a proof does not cover the method", withProof, regexp.MustCompile(`(?m)^[A-Z]+ /`)},
	{"a proof does not cover the fields beside it", withProof, regexp.MustCompile(`(?m)^Content-Type: .*$`)},
	{"a proof does not cover the body", withProof, regexp.MustCompile(`(?s)\n\n\{.*`)},
	{"the reason phrase says nothing", always, regexp.MustCompile(`(?m)^HTTP/1.1 [0-9]{3}( .*\n)`)},
	{"before signatures named the recipient, nothing covered it", unaddressed,
		regexp.MustCompile(`(?m)^Host: (.*)$`)},
	{"no WIT that is printed has the key", unconfirmed, regexp.MustCompile(`"kid": "([^"]*)"`)},
	{"the field is not covered", always, regexp.MustCompile(`(?m)^Connection: .*$`)},
}

func always(draft.Figure, string) bool { return true }

func withProof(f draft.Figure, _ string) bool { return strings.Contains(f.Title, "WIT and WPT") }

func unaddressed(f draft.Figure, _ string) bool {
	return !withProof(f, "") && !strings.Contains(f.Text, "wimse-aud") &&
		!strings.Contains(f.Text, "Wimse-Audience")
}

func unconfirmed(f draft.Figure, sound string) bool {
	return f.Kind == draft.KindJWK && !strings.Contains(sound, "confirmed")
}

// exempt marks the bytes of a figure that mean nothing.
func exempt(f draft.Figure, sound string) map[int]bool {
	out := map[int]bool{}
	for _, m := range meaningless {
		if !m.applies(f, sound) {
			continue
		}
		for _, at := range m.pattern.FindAllStringSubmatchIndex(f.Printed, -1) {
			at = at[len(at)-2:]
			for i := at[0]; i < at[1]; i++ {
				out[i] = true
			}
		}
	}
	return out
}
