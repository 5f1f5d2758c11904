package vector

import (
	"net/http"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
)

// FuzzChallenges reads WWW-Authenticate: each scheme stands in the field, several lines are one list,
// and a challenge in front or behind is one more.
func FuzzChallenges(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Responses {
		f.Add(strings.Join(r.Fields.Values("WWW-Authenticate"), ", "))
	}
	for _, text := range []string{
		"WPT", `Basic realm="a, b\"", WPT error="x", error_description=y`, "Negotiate abc==, WPT", "WPT a=b, c", ",,WPT ,", "WPT a = b",
		"Digest\ta=b", `WPT a="`, "A b=, C", strings.Repeat("a=b,", 3000), "WPT " + strings.Repeat("A ,", 3000),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		offered, err := parseChallenges([]string{text})
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		parts := 0
		for _, c := range offered {
			if !strings.Contains(text, c.scheme) || c.scheme == "" || strings.ContainsAny(c.scheme, " \t,=\"") {
				t.Errorf("%q offers %q", text, c.scheme)
			}
			parts += 1 + c.parameters
		}
		if parts > len(text) {
			t.Errorf("%q has %d parts", text, parts)
		}
		more, err := parseChallenges([]string{"Wide x=1", text, "Last"})
		if err != nil || len(more) != len(offered)+2 || more[0] != (challenge{"Wide", 1}) ||
			more[len(more)-1] != (challenge{"Last", 0}) {
			t.Errorf("%q: with more around it: %v, %v", text, more, err)
		}
	})
}

// FuzzComplaint asks for a short line about any answer, and the same one each time.
func FuzzComplaint(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Responses {
		f.Add(r.Status, "Content-Type", "application/problem+json", r.Body)
	}
	f.Add(401, "WWW-Authenticate", "WPT error=\"\x1b\"", []byte("{"))
	f.Add(401, "Caller", strings.Repeat("\xff", 100_000), []byte("a"))
	sent := message.Fields{{"Authorization", "WPT " + strings.Repeat("a", 50)}}
	f.Fuzz(func(t *testing.T, status int, name, value string, body []byte) {
		got := message.Response{Status: status, Fields: message.Fields{{name, value}}, Body: body}
		for _, a := range []Answer{
			{Challenge: "WPT", BareChallenge: true}, {Problem: true}, {NoEcho: true}, {Caller: "wimse://a/b"},
			{Status: []int{200}, NotStatus: []int{http.StatusUnauthorized}},
		} {
			if c := a.Complaint(got, sent, "Caller"); c != "" {
				fuzztest.Line(t, complaint(c))
			}
		}
	})
}

type complaint string

func (c complaint) Error() string { return string(c) }
