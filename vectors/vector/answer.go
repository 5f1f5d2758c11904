package vector

import (
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Answer says what the HTTP answer to a message looks like, where the texts say it.
// A member that is absent is not looked at.
type Answer struct {
	// Status lists the statuses that fit.
	Status []int `json:"status,omitempty" yaml:"status"`
	// NotStatus lists the statuses that do not fit.
	NotStatus []int `json:"not_status,omitempty" yaml:"not_status"`
	// Challenge is a scheme that WWW-Authenticate must offer when the status is 401; "*" is any.
	Challenge string `json:"challenge,omitempty" yaml:"challenge"`
	// BareChallenge asks that the challenge of that scheme has no parameters.
	BareChallenge bool `json:"bare_challenge,omitempty" yaml:"bare_challenge"`
	// Problem asks that a body sent as application/problem+json is a JSON object (RFC 9457).
	Problem bool `json:"problem,omitempty" yaml:"problem"`
	// NoEcho asks that no token of the request stands in the answer.
	NoEcho bool `json:"no_echo,omitempty" yaml:"no_echo"`
	// Signed asks that the answer is signed as the requirement of the case says. Only a live suite
	// looks at that.
	Signed bool `json:"signed,omitempty" yaml:"signed"`
	// Caller is the identifier that the recipient's caller field must name.
	Caller string `json:"caller,omitempty" yaml:"caller"`
}

// Complaint says what an answer lacks of what is asked of it, or "". Sent are the fields of the
// request; callerField is the response field that names the caller, "" where there is none.
func (a *Answer) Complaint(got message.Response, sent message.Fields, callerField string) string {
	for _, complaint := range []string{
		a.status(got.Status), a.challenge(got), a.problem(got), a.echo(got, sent),
		a.caller(got, callerField),
	} {
		if complaint != "" {
			return complaint
		}
	}
	return ""
}

func (a *Answer) status(status int) string {
	switch {
	case len(a.Status) > 0 && !slices.Contains(a.Status, status):
		return fmt.Sprintf("its status is %d, must be one of %v", status, a.Status)
	case slices.Contains(a.NotStatus, status):
		return fmt.Sprintf("its status is %d, must be none of %v", status, a.NotStatus)
	}
	return ""
}

func (a *Answer) challenge(got message.Response) string {
	if a.Challenge == "" || got.Status != http.StatusUnauthorized {
		return ""
	}
	lines := got.Fields.Values("WWW-Authenticate")
	offered, err := parseChallenges(lines)
	if err != nil {
		return fmt.Sprintf("its WWW-Authenticate %s cannot be read: %v", quoted(lines), err)
	}
	fits := slices.DeleteFunc(offered, func(c challenge) bool { return !c.fits(a.Challenge) })
	switch {
	case len(fits) == 0:
		return fmt.Sprintf("its WWW-Authenticate %s offers no scheme %s", quoted(lines), a.Challenge)
	case a.BareChallenge && !slices.ContainsFunc(fits, challenge.bare):
		return fmt.Sprintf("its challenge %s has parameters: %s", a.Challenge, quoted(lines))
	}
	return ""
}

// problem looks at plain bodies: what is packed is not judged.
func (a *Answer) problem(got message.Response) string {
	if !a.Problem || got.Fields.Has("Content-Encoding") {
		return ""
	}
	for _, value := range got.Fields.Values("Content-Type") {
		kind, _, _ := mime.ParseMediaType(value)
		var object map[string]any
		if kind == "application/problem+json" &&
			(json.Unmarshal(got.Body, &object) != nil || object == nil) {
			return "its body is sent as application/problem+json and is no JSON object"
		}
	}
	return ""
}

// tokens finds what could be a token: a long run of the characters of RFC 6750's b64token.
var tokens = regexp.MustCompile(`[A-Za-z0-9._~+/=-]{41,}`)

func (a *Answer) echo(got message.Response, sent message.Fields) string {
	if !a.NoEcho {
		return ""
	}
	for _, f := range sent.Without("Host") {
		for _, token := range tokens.FindAllString(f.Value(), -1) {
			if where := holds(got, token); where != "" && !strings.HasPrefix(token, "//") {
				return fmt.Sprintf("its %s holds a token of the request's field %s", where, f.Name())
			}
		}
	}
	return ""
}

func holds(got message.Response, token string) string {
	for _, f := range got.Fields {
		if strings.Contains(f.Value(), token) || strings.Contains(f.Name(), token) {
			return "field " + strings.Trim(fmt.Sprintf("%.40q", f.Name()), `"`)
		}
	}
	if strings.Contains(string(got.Body), token) {
		return "body"
	}
	return ""
}

func (a *Answer) caller(got message.Response, field string) string {
	if a.Caller == "" || field == "" {
		return ""
	}
	named := got.Fields.Values(field)
	if len(named) == 1 && named[0] == a.Caller {
		return ""
	}
	return fmt.Sprintf("its field %s is %s, must be %q", field, quoted(named), a.Caller)
}

// quoted shows the values of a field, as far as a line has room for them.
func quoted(values []string) string {
	const lines, room = 3, 300
	text := fmt.Sprintf("%.100q", values[:min(len(values), lines)])
	if len(text) > room {
		text = strings.ToValidUTF8(text[:room], "") + "..."
	}
	if len(values) > lines {
		text += fmt.Sprintf(" and %d more", len(values)-lines)
	}
	return text
}
