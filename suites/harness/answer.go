package harness

import (
	"encoding/json"
	"fmt"
	"mime"
	"regexp"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// complaint says what an answer lacks that the texts ask of it, or "".
func (t trial) complaint(x Exchange) string {
	if x.Asks == nil {
		return ""
	}
	return firstOf(
		statusComplaint(x.Answer.Status, x.Asks),
		challengeComplaint(x.Answer, x.Asks),
		problemComplaint(x.Answer, x.Asks),
		echoComplaint(x),
		t.callerComplaint(x.Answer, x.Asks),
	)
}

func statusComplaint(status int, asks *vector.Answer) string {
	switch {
	case len(asks.Status) > 0 && !slices.Contains(asks.Status, status):
		return fmt.Sprintf("its status is %d, must be one of %v", status, asks.Status)
	case slices.Contains(asks.NotStatus, status):
		return fmt.Sprintf("its status is %d, must be none of %v", status, asks.NotStatus)
	}
	return ""
}

func challengeComplaint(a *Answer, asks *vector.Answer) string {
	if asks.Challenge == "" || a.Status != 401 {
		return ""
	}
	lines := a.values("WWW-Authenticate")
	offered, err := parseChallenges(lines)
	if err != nil {
		return fmt.Sprintf("its WWW-Authenticate %q cannot be read: %v", lines, err)
	}
	fits := slices.DeleteFunc(offered, func(c challenge) bool { return !c.fits(asks.Challenge) })
	switch {
	case len(fits) == 0:
		return fmt.Sprintf("its WWW-Authenticate %q offers no scheme %s", lines, asks.Challenge)
	case asks.BareChallenge && !slices.ContainsFunc(fits, challenge.bare):
		return fmt.Sprintf("its challenge %s has parameters: %q", asks.Challenge, lines)
	}
	return ""
}

// problemComplaint looks at bodies that are whole and plain: what was cut or packed is not judged.
func problemComplaint(a *Answer, asks *vector.Answer) string {
	if !asks.Problem || a.Truncated || len(a.values("Content-Encoding")) > 0 {
		return ""
	}
	for _, value := range a.values("Content-Type") {
		kind, _, _ := mime.ParseMediaType(value)
		var object map[string]any
		if kind == "application/problem+json" &&
			(json.Unmarshal([]byte(a.Body), &object) != nil || object == nil) {
			return "its body is sent as application/problem+json and is no JSON object"
		}
	}
	return ""
}

// tokens finds what could be a token: a run of the characters of RFC 6750's b64token.
var tokens = regexp.MustCompile(`[A-Za-z0-9._~+/=-]{41,}`)

func echoComplaint(x Exchange) string {
	if x.Asks.NoEcho {
		_, sent := parseRequest(x.Sent.Head)
		for _, f := range sent {
			if where := x.Answer.echo(f.Name(), f.Value()); where != "" {
				return fmt.Sprintf("its %s holds a token of the request's field %s", where, f.Name())
			}
		}
	}
	return ""
}

// echo says where an answer holds a token out of a request's field, or "".
func (a *Answer) echo(name, value string) string {
	if strings.EqualFold(name, "Host") {
		return ""
	}
	for _, token := range tokens.FindAllString(value, -1) {
		if strings.HasPrefix(token, "//") { // authority and path of a URL, which is no secret
			continue
		}
		if where := a.holds(token); where != "" {
			return where
		}
	}
	return ""
}

func (a *Answer) holds(token string) string {
	for _, f := range a.fields() {
		if strings.Contains(f.Value(), token) || strings.Contains(f.Name(), token) {
			return "field " + f.Name()
		}
	}
	switch {
	case strings.Contains(string(a.Body), token):
		return "body"
	case strings.Contains(string(a.Reason), token):
		return "reason phrase"
	}
	return ""
}

func (t trial) callerComplaint(a *Answer, asks *vector.Answer) string {
	if asks.Caller == "" || t.CallerField == "" {
		return ""
	}
	named := a.values(t.CallerField)
	if len(named) == 1 && named[0] == asks.Caller {
		return ""
	}
	return fmt.Sprintf("its field %s is %q, must be %q", t.CallerField, named, asks.Caller)
}
