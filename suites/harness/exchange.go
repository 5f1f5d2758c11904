package harness

import (
	"fmt"
	"strings"
)

// kind gives the kind of failure of an exchange, or "" for an acceptance or a refusal.
func (x Exchange) kind() Kind {
	switch {
	case x.Failure != nil:
		return x.Failure.Kind
	case x.Answer == nil:
		return KindClosed
	}
	switch x.Answer.Status / 100 {
	case 1:
		return KindInterim
	case 2, 4:
		return ""
	case 3:
		return KindRedirect
	case 5:
		return KindServerError
	}
	return KindUnreadable
}

// seen says what was observed: "accept", "reject" or "error".
func (x Exchange) seen() string {
	switch {
	case x.kind() != "":
		return ObservedError
	case x.Answer.Status/100 == 2:
		return ObservedAccept
	}
	return ObservedReject
}

func (x Exchange) accepted() bool { return x.seen() == ObservedAccept }

func (x Exchange) silent() bool { return x.kind() == KindTimeout }

// happened says in a few words what became of the request.
func (x Exchange) happened() string {
	switch {
	case x.Failure != nil:
		return string(x.Failure.Kind) + ": " + x.Failure.Detail
	case x.Answer == nil:
		return "no answer"
	}
	status := x.Answer.statusLine()
	switch x.kind() {
	case "":
		return map[bool]string{true: "accepted", false: "refused"}[x.accepted()] + " with " + status
	case KindRedirect:
		return strings.TrimSpace("redirect: " + status + " " + x.Answer.location())
	}
	return string(x.kind()) + ": " + status
}

func (a *Answer) statusLine() string {
	return strings.TrimSpace(fmt.Sprintf("%03d %s", a.Status, Printable(string(a.Reason), 60)))
}

func (a *Answer) location() string {
	if to := a.values("Location"); len(to) > 0 {
		return "to " + Printable(to[0], 60)
	}
	return ""
}
