package harness

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// The kinds of failure of a caller or an issuer. None of them is a refusal.
const (
	// KindNoResult says that the answer to a trigger is not what the contract has a caller answer.
	KindNoResult Kind = "no-result"
	// KindNotSent says that the caller would not make the call, by its own words.
	KindNotSent Kind = "not-sent"
	// KindNotCalled says that it claims to have made the call, and none came.
	KindNotCalled Kind = "not-called"
	// KindCalls says that more or fewer calls came than it was told to make.
	KindCalls Kind = "calls"
	// KindNoToken says that an issuer answers 2xx without a token.
	KindNoToken Kind = "no-token"
	// KindUntestable says that the suite could not make the response that the case is about.
	KindUntestable Kind = "untestable"
)

// callResult reads what a caller says of its call.
func (x Exchange) callResult() (vector.CallResult, error) {
	var r vector.CallResult
	switch {
	case x.Failure != nil:
		return r, errors.New(x.Failure.Detail)
	case x.Answer == nil:
		return r, errors.New("there is no answer")
	case x.Answer.Status != http.StatusOK:
		return r, errors.New("the caller has to answer 200, and says in the body what came of the call")
	case x.Answer.Truncated:
		return r, errors.New("its body is too long")
	}
	var said struct {
		Sent     *bool `json:"sent"`
		Accepted *bool `json:"accepted"`
		Peer     any   `json:"peer"`
		Error    any   `json:"error"`
	}
	err := json.Unmarshal([]byte(x.Answer.Body), &said)
	switch {
	case err != nil:
		return r, fmt.Errorf("its body is no JSON object of the contract: %w", err)
	case said.Sent == nil:
		return r, errors.New("its body has no member sent")
	case *said.Sent && said.Accepted == nil:
		return r, errors.New("its body has no member accepted")
	}
	r.Sent, r.Accepted = *said.Sent, *said.Sent && *said.Accepted
	r.Peer, _ = said.Peer.(string)
	r.Error, _ = said.Error.(string)
	return r, nil
}

// callKind is the kind of failure of a call, or "".
func (x Exchange) callKind() Kind {
	r, err := x.callResult()
	n := x.Called.direct()
	switch {
	case err != nil:
		return KindNoResult
	case x.refusedServer():
		return ""
	case !r.Sent:
		return KindNotSent
	case n == 0:
		return KindNotCalled
	case n != x.Called.Times:
		return KindCalls
	case !x.Called.Made && x.Called.fault() != "":
		return KindUntestable
	}
	return ""
}

// issueKind is the kind of failure of a wish for a token, or "".
func (x Exchange) issueKind() Kind {
	_, err := x.token()
	switch {
	case x.Answer.Status/100 == 2 && err != nil:
		return KindNoToken
	case x.Issued.JWKS == nil:
		return ""
	case x.Issued.JWKS.kind() != "":
		return x.Issued.JWKS.kind()
	case !x.Issued.JWKS.accepted(), x.Issued.JWKS.Answer.Truncated:
		return KindUnreadable
	}
	return ""
}

// token reads the WIT in an issuer's answer.
func (x Exchange) token() (string, error) {
	var answer struct {
		WIT *string `json:"wit"`
	}
	switch err := json.Unmarshal([]byte(x.Answer.Body), &answer); {
	case x.Answer.Status != http.StatusOK:
		return "", errors.New("the issuer has to answer 200 with a token, or 4xx")
	case err != nil:
		return "", fmt.Errorf("its body is no JSON object of the contract: %w", err)
	case answer.WIT == nil || *answer.WIT == "":
		return "", errors.New("its body has no member wit")
	}
	return *answer.WIT, nil
}
