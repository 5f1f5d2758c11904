package recipient

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
)

// CallerField is the response field in which the recipient names the caller that it authenticated.
const CallerField = "Wimse-Caller"

// maxDetail bounds the text of a refusal, which can quote a claim, in characters.
const maxDetail = 200

// problem is a problem detail (RFC 9457). It echoes no token.
type problem struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Status      int    `json:"status"`
	Detail      string `json:"detail"`
	Requirement string `json:"requirement,omitempty"`
}

// Answer makes the response to a request that was refused, with the status of the revision: 401 and
// a challenge for a bad proof under wpt-02, 400 for everything else. Where the recipient cannot find
// out whether a proof was used before, it does not accept it: the proof may be good, so the status is
// 503 (RFC 9110, Section 15.6.4) and no requirement is named. No answer to a request that was refused
// is signed.
func (r *Recipient) Answer(req message.Request, refused *Refused) message.Response {
	status := r.status(refused)
	answer := problemAnswer(status, refused.Detail, refused.Requirement)
	if status == http.StatusUnauthorized {
		answer.Fields = append(answer.Fields, message.Field{"WWW-Authenticate", "WPT"})
	}
	r.bend(&answer, req, refused)
	return answer
}

func problemAnswer(status int, text, requirement string) message.Response {
	detail := []rune(text)
	body, err := json.Marshal(problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: string(detail[:min(len(detail), maxDetail)]), Requirement: requirement,
	})
	if err != nil {
		panic("recipient: internal error: " + err.Error())
	}
	return message.Response{
		Status: status, Body: body, Fields: message.Fields{{"Content-Type", "application/problem+json"}},
	}
}

func (r *Recipient) status(refused *Refused) int {
	status := r.Profile.WIT().FailureStatus
	switch refused.Credential {
	case "wpt":
		status = r.Profile.WPT().FailureStatus
	case "httpsig":
		status = r.Profile.HTTPSig().FailureStatus
	case "mtls":
		return http.StatusForbidden // no revision names one
	}
	switch {
	case errors.Is(refused, httpsig.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(refused, replay.ErrFull), errors.Is(refused, replay.ErrAway):
		return http.StatusServiceUnavailable
	case status == 0:
		return http.StatusBadRequest // where the revision names none
	}
	return status
}

// bends are the faults of the answer: what each does to a good one.
var bends = map[string]func(a *message.Response, req message.Request, refused *Refused){
	"WIT-ERR-400":     bendStatus("wit", http.StatusForbidden),
	"WIT-ERR-NOT-401": bendStatus("wit", http.StatusUnauthorized),
	"WPT-ERR-401":     bendStatus("wpt", http.StatusBadRequest),
	"WPT-ERR-CHALLENGE": func(a *message.Response, _ message.Request, _ *Refused) {
		a.Fields = a.Fields.Without("WWW-Authenticate")
	},
	"WPT-ERR-CHALLENGE-SCHEME": func(a *message.Response, _ message.Request, _ *Refused) {
		if a.Fields.Has("WWW-Authenticate") {
			a.Fields = append(a.Fields.Without("WWW-Authenticate"),
				message.Field{"WWW-Authenticate", "Bearer"})
		}
	},
	"WPT-ERR-NO-PARAMS": func(a *message.Response, _ message.Request, _ *Refused) {
		if a.Fields.Has("WWW-Authenticate") {
			a.Fields = append(a.Fields.Without("WWW-Authenticate"),
				message.Field{"WWW-Authenticate", `WPT realm="orders"`})
		}
	},
	"WPT-ERR-LEGACY-400": bendStatus("wpt", http.StatusForbidden),
	"WPT-ERR-NOT-401":    bendStatus("wpt", http.StatusUnauthorized),
	"WPT-NO-ECHO":        func(a *message.Response, req message.Request, _ *Refused) { echo(a, req) },
	"WPT-PROBLEM":        bendBody("wpt"),
	"WIT-ERR-PROBLEM":    bendBody("wit"),
	"SIG-ERR-400":        bendStatus("httpsig", http.StatusForbidden),
	"SIG-ERR-NOT-401":    bendStatus("httpsig", http.StatusUnauthorized),
	"SIG-PROBLEM":        bendBody("httpsig"),
	"SIG-NO-ECHO": func(a *message.Response, req message.Request, refused *Refused) {
		if refused.Credential == "httpsig" {
			echo(a, req)
		}
	},
}

func echo(a *message.Response, req message.Request) {
	a.Body = fmt.Appendf(nil, "%q", req.Fields)
	a.Fields = message.Fields{{"Content-Type", "text/plain"}}
}

func bendStatus(credential string, status int) func(*message.Response, message.Request, *Refused) {
	return func(a *message.Response, _ message.Request, refused *Refused) {
		if refused.Credential != credential {
			return
		}
		a.Status = status
		a.Fields = a.Fields.Without("WWW-Authenticate")
		if status == http.StatusUnauthorized {
			a.Fields = append(a.Fields, message.Field{"WWW-Authenticate", "WPT"})
		}
	}
}

func bendBody(credential string) func(*message.Response, message.Request, *Refused) {
	return func(a *message.Response, _ message.Request, refused *Refused) {
		if refused.Credential == credential {
			a.Body = []byte("refused")
		}
	}
}

func answerFaults() []string {
	return append(slices.Sorted(maps.Keys(bends)), "WIT-AUTHZ-SUB", "WPT-BEARER-IDENTITY")
}

func (r *Recipient) bend(a *message.Response, req message.Request, refused *Refused) {
	for id, bend := range bends {
		if r.Faults.On(id) {
			bend(a, req, refused)
		}
	}
}
