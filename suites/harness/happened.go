package harness

import (
	"fmt"
)

// madeHappened says what became of a call or a wish for a token.
func (x Exchange) madeHappened() string {
	if x.Issued != nil {
		return x.issueHappened()
	}
	r, err := x.callResult()
	n := x.Called.direct()
	said := map[bool]string{true: ": " + Printable(r.Error, maxSaid)}[r.Error != ""]
	if x.refusedServer() {
		return "the server was refused" + said
	}
	switch x.callKind() {
	case KindNoResult:
		return fmt.Sprintf("no-result: %s: %v", x.Answer.statusLine(), err)
	case KindNotSent:
		if n > 0 {
			return fmt.Sprintf("not-sent: the caller says that it made no call, and %d arrived%s", n, said)
		}
		return "not-sent: the caller says that it made no call" + said
	case KindNotCalled:
		return "not-called: the caller says that it made the call, and none arrived"
	case KindCalls:
		return fmt.Sprintf("calls: %d requests arrived, where %d were to be made", n, x.Called.Times)
	case KindUntestable:
		return "untestable: " + x.Called.fault()
	}
	switch {
	case x.Called.Made:
		return "called"
	case r.Accepted:
		return "the response was accepted"
	}
	return "the response was refused" + said
}

// maxSaid bounds what a caller says about an error, in characters.
const maxSaid = 120

// keysHappened says why keys that were asked for are of no use.
func (x Exchange) keysHappened() string {
	if x.Failure == nil && x.accepted() && x.Answer.Truncated {
		return x.Answer.statusLine() + ": its body is too long"
	}
	return x.happened()
}

func (x Exchange) issueHappened() string {
	_, err := x.token()
	keys := x.Issued.JWKS
	switch {
	case x.Answer.Status/100 == 2 && err != nil:
		return fmt.Sprintf("no-token: %s: %v", x.Answer.statusLine(), err)
	case x.issueKind() != "":
		return "the issuer's keys: " + keys.keysHappened()
	case x.accepted():
		return "a token was issued"
	}
	return "refused with " + x.Answer.statusLine()
}
