package examine

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// said is what a sentence about a WIT repeats of its claims, by the words that the drafts use.
var said = []struct {
	pattern *regexp.Regexp
	claim   string
}{
	{regexp.MustCompile(`issued by an Identity Server known as (\S+?)[.,;]?$`), "iss"},
	{regexp.MustCompile(`identifies the workload to which the token was issued as (\S+?)[.,;]?$`), "sub"},
	{regexp.MustCompile(`has a unique identifier of (\S+?)[.,;]?$`), "jti"},
	{regexp.MustCompile(`confirmation method to the workload (\S+?)[.,;]?$`), "sub"},
	{regexp.MustCompile(`produced with the (\S+) signature algorithm`), "alg"},
	{regexp.MustCompile(`is valid until .*value ([0-9]{9,11})\)?`), "exp"},
}

var validUntil = regexp.MustCompile(`is valid until (.+?) \(.*value ([0-9]{9,11})`)

// prose looks at the sentences that repeat what a WIT says. It gives one result for each section
// that has any.
func (w *world) prose(paragraphs []draft.Paragraph) []Result {
	var out []Result
	for _, p := range paragraphs {
		claims := w.claimsBefore(p)
		if claims == nil {
			continue
		}
		text := unquoted(p)
		r := Result{Kind: kindProse, Section: p.Section, Line: p.Line}
		if t := w.tokenOf(claims); t != nil {
			w.sentence(&r, text, t)
		}
		checkDate(&r, text)
		if len(r.Findings) == 0 {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].Section == r.Section {
			out[n].merge(r)
		} else {
			out = append(out, r)
		}
	}
	return out
}

func (r *Result) merge(other Result) {
	for _, f := range other.Findings {
		r.note(f.Check, f.Verdict, f.Odd, "%s", []any{f.Detail})
	}
}

// claimsBefore gives the figure with the claims of a WIT that stands last before a paragraph of the
// same section.
func (w *world) claimsBefore(p draft.Paragraph) *figure {
	var last *figure
	for _, f := range w.own {
		if f.Kind == draft.KindClaims && f.Section == p.Section && f.Line < p.Line {
			last = f
		}
	}
	return last
}

// sentence compares what one sentence says with the token.
func (w *world) sentence(r *Result, text string, t *token) {
	for _, s := range said {
		m := s.pattern.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		value, there := t.jwt.Claims.Members[s.claim]
		name := s.claim
		if s.claim == "alg" {
			value, there = t.confirmation()["alg"]
			name = "alg of cnf.jwk"
		}
		has := fmt.Sprintf("%s of the token is %v", name, value)
		if !there {
			has = "the token has no " + name
		}
		r.demand("prose", fmt.Sprint(value) == m[1], fmt.Sprintf("the text has %s as the token", name),
			fmt.Sprintf("the text has %s for %s, and %s", m[1], name, has))
	}
}

// layouts are the ways in which the drafts write a moment.
var layouts = []string{
	"Mon Jan 2 2006 15:04:05 MST", "Mon Jan 2 15:04:05 2006 MST", "January 2, 2006 3:04:05 PM -07:00",
	"January 2, 2006 15:04:05 MST", "Mon, 02 Jan 2006 15:04:05 MST", time.RFC3339,
}

// checkDate compares a date in words with the number beside it.
func checkDate(r *Result, text string) {
	m := validUntil.FindStringSubmatch(text)
	if m == nil {
		return
	}
	seconds, err := json.Number(m[2]).Int64()
	words, known := parseDate(m[1])
	want := time.Unix(seconds, 0).UTC()
	switch {
	case err != nil || !known:
		r.cannot("prose", "the date %q is in no form that is known here", m[1])
	case !words.Equal(want) || !strings.HasPrefix(m[1], want.Format("Mon")) && weekday.MatchString(m[1]):
		r.fail("prose", "the text has %q for %s, which is %s", m[1], m[2], stamp(want))
	default:
		r.pass("prose", "the date in words is that of the number")
	}
}

var weekday = regexp.MustCompile(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b`)

func parseDate(text string) (time.Time, bool) {
	text = strings.NewReplacer("GMT-", "-", "GMT+", "+", "GMT", "UTC").Replace(text)
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
