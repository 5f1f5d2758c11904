package harness

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// kind gives the kind of failure of an exchange, or "" for an acceptance or a refusal.
func (x Exchange) kind() Kind {
	switch {
	case x.Failure != nil:
		return x.Failure.Kind
	case x.TLS != nil && x.TLS.Refusal != "":
		return ""
	case x.Answer == nil:
		return KindClosed
	}
	switch x.Answer.Status / 100 {
	case 1:
		return KindInterim
	case 2, 4:
		return x.madeKind()
	case 3:
		return KindRedirect
	case 5:
		return x.serverKind()
	}
	return KindUnreadable
}

// serverKind takes 501 for a refusal where a signed response was asked for: the texts have it stand
// for a response that cannot be signed (draft-ietf-wimse-http-signature-07, Section 3.6).
func (x Exchange) serverKind() Kind {
	if x.Asks != nil && x.Asks.Signed && x.Answer.Status == http.StatusNotImplemented {
		return ""
	}
	return KindServerError
}

// madeKind is the kind of failure of what a caller, an issuer or a verifier made, or "".
func (x Exchange) madeKind() Kind {
	switch {
	case x.Called != nil:
		return x.callKind()
	case x.Issued != nil:
		return x.issueKind()
	case x.Asked != nil:
		return x.askedKind()
	}
	return ""
}

// seen says what was observed: "accept", "reject" or "error".
func (x Exchange) seen() string {
	switch {
	case x.kind() != "":
		return ObservedError
	case x.approved():
		return ObservedAccept
	}
	return ObservedReject
}

// approved says whether an exchange without failure is an acceptance. A call of which only the
// request matters is one: what is wrong with the request is for its check to say.
func (x Exchange) approved() bool {
	if x.Called != nil {
		r, _ := x.callResult() // without failure it can be read
		return r.Accepted || x.Called.Made && r.Sent
	}
	if x.Asked != nil {
		a, _ := x.verdict() // without failure it can be read
		return a.Result == vector.Accept
	}
	return x.Answer != nil && x.Answer.Status/100 == 2
}

func (x Exchange) accepted() bool { return x.seen() == ObservedAccept }

func (x Exchange) silent() bool { return x.kind() == KindTimeout }

// happened says in a few words what became of the request.
func (x Exchange) happened() string {
	switch {
	case x.Failure != nil:
		return string(x.Failure.Kind) + ": " + x.Failure.Detail
	case x.TLS != nil && x.TLS.Refusal != "":
		return "refused with " + x.TLS.Refusal
	case x.Answer == nil:
		return "no answer"
	}
	status := x.Answer.statusLine()
	switch class := x.Answer.Status / 100; {
	case class == 3:
		return strings.TrimSpace("redirect: " + status + " " + x.Answer.location())
	case class != 2 && class != 4:
		return string(x.kind()) + ": " + status
	case x.Called != nil || x.Issued != nil:
		return x.madeHappened()
	case x.Asked != nil:
		return x.askedHappened()
	}
	return map[bool]string{true: "accepted", false: "refused"}[x.accepted()] + " with " + status + x.over()
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
