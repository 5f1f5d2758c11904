package harness

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// KindNoVerdict says that the answer of a verifier is not what the contract has it answer. A 4xx is
// one: a verifier that refuses a message answers 200 and says so.
const KindNoVerdict Kind = "no-verdict"

// Question is a vector as it is put to a verifier.
type Question struct {
	// File is the vector file that is posted, and Vector the one vector in it, which is all of it that
	// is kept: what stands around it is the same for every vector of a mechanism.
	File, Vector []byte
	// Profile is that of the file by a name that can be looked up; "" where it has none.
	Profile string
	// Result is what must become of the vector, and Steps what of each of its steps; "" is open.
	Result vector.Result
	Steps  []vector.Result
}

// Asked is what must become of the steps of the vector that was posted; "" is open.
type Asked struct {
	ID    string          `json:"id"`
	Steps []vector.Result `json:"steps"`
	// Profile is that of the file by a name that can be looked up; "" where it has none.
	Profile string `json:"profile,omitempty"`
}

// ask puts the vector of a case to a verifier.
func (w *worker) ask(ctx context.Context, o *Observation, within time.Duration) {
	q, err := o.Ask()
	if err != nil {
		o.Fault = Printable(fmt.Sprintf("minting failed: %v", err), maxDetail)
		return
	}
	x := w.client(placeVerifier).send(ctx, vector.Step{
		Expect: q.Result,
		Request: &message.Request{
			Method: http.MethodPost, URL: w.cfg.VerifierURL, Body: q.File,
			Fields: message.Fields{{"Content-Type", "application/json"}, {"Accept", "application/json"}},
		},
	}, within, nil)
	x.Sent.Body = cut(q.Vector, maxSent)
	x.Asked = &Asked{o.ID, q.Steps, q.Profile}
	o.Steps = []Exchange{x}
}

// verdict reads what a verifier says of a vector.
func (x Exchange) verdict() (verifier.Answer, error) {
	var a verifier.Answer
	switch {
	case x.Failure != nil:
		return a, errors.New(x.Failure.Detail)
	case x.Answer == nil:
		return a, errors.New("there is no answer")
	case x.Answer.Status != http.StatusOK:
		return a, errors.New("the verifier has to answer 200, and says in the body what it would do")
	case x.Answer.Truncated:
		return a, errors.New("its body is too long")
	}
	var members struct {
		Result      vector.Result   `json:"result"`
		Steps       []vector.Result `json:"steps"`
		Requirement any             `json:"requirement"`
		Detail      any             `json:"detail"`
	}
	if err := json.Unmarshal([]byte(x.Answer.Body), &members); err != nil {
		return a, fmt.Errorf("its body is no JSON object of the contract: %w", err)
	}
	a.Result, a.Steps = members.Result, members.Steps
	a.Requirement, _ = members.Requirement.(string)
	a.Detail, _ = members.Detail.(string)
	return a, x.Asked.contradicted(a)
}

// contradicted says what makes an answer no verdict on the vector.
func (q *Asked) contradicted(a verifier.Answer) error {
	known := func(r vector.Result) bool { return r == vector.Accept || r == vector.Reject }
	refused := slices.Contains(a.Steps, vector.Reject)
	switch {
	case !known(a.Result):
		return fmt.Errorf("its member result is %q, must be accept or reject", a.Result)
	case a.Steps == nil:
		return nil
	case slices.ContainsFunc(a.Steps, func(r vector.Result) bool { return !known(r) }):
		return fmt.Errorf("its member steps is %q, must hold accept and reject alone", a.Steps)
	case len(a.Steps) != len(q.Steps):
		return fmt.Errorf("its member steps has %d results, the vector has %d steps",
			len(a.Steps), len(q.Steps))
	case refused != (a.Result == vector.Reject):
		return fmt.Errorf("its result is %s, and its steps are %q", a.Result, a.Steps)
	}
	return nil
}
