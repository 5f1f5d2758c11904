package verifier

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// MaxFile bounds a file that is read, in bytes.
const MaxFile = 1 << 20

// Config is what a verifier is told by its deployment. Trust anchors and the clock are no part of
// it: they come with each file.
type Config struct {
	// Profile is the one of files that name none.
	Profile *spec.Profile
	Faults  check.Faults
	// Fetch gets a JWK Set for the faults that look for one; nil fetches nothing.
	Fetch func(url string) ([]jose.Key, error)
	// Checked counts the signatures that are checked; it may be nil.
	Checked *jose.Tally
}

// New makes the endpoint of a verifier: a POST of a [File] in JSON is answered by an [Answer]. A
// file that cannot be read is answered by 400, or 413 where it is too long, and a problem detail
// (RFC 9457) that says what is wrong.
func New(c Config) http.Handler {
	return http.HandlerFunc((&verifier{Config: c}).serve)
}

type verifier struct {
	Config
	anchors anchors
}

func (v *verifier) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, errors.New("verifier: a vector file comes by POST"))
		return
	}
	text, err := readAll(http.MaxBytesReader(w, r.Body, MaxFile), r.ContentLength)
	if long := (*http.MaxBytesError)(nil); errors.As(err, &long) {
		refuse(w, http.StatusRequestEntityTooLarge,
			fmt.Errorf("verifier: the file has more than %d bytes", long.Limit))
		return
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, errors.New("verifier: the file cannot be read to its end"))
		return
	}
	answer, err := v.answer(text)
	if err != nil {
		refuse(w, http.StatusBadRequest, err)
		return
	}
	reply(w, http.StatusOK, "application/json", answer)
}

// readAll reads to the end, into a buffer of the announced length where that is allowed.
func readAll(r io.Reader, announced int64) ([]byte, error) {
	var b bytes.Buffer
	b.Grow(int(min(max(announced, 0), MaxFile)) + bytes.MinRead)
	_, err := b.ReadFrom(r)
	return b.Bytes(), err
}

// answer judges the vector of a file.
func (v *verifier) answer(text []byte) (Answer, error) {
	f, err := read(text)
	if err != nil {
		return Answer{}, err
	}
	judge, err := v.judgeFor(f)
	if err != nil {
		return Answer{}, err
	}
	verdicts, err := judge.Steps(spec.Mechanism(f.Mechanism), f.Vectors[0])
	if err != nil {
		return Answer{}, err
	}
	return sum(verdicts), nil
}

// sum puts the verdicts on the steps into an answer.
func sum(verdicts []Verdict) Answer {
	a := Answer{Result: Accept}
	for _, got := range verdicts {
		a.Steps = append(a.Steps, got.Result)
		if got.Result == Reject && a.Result == Accept {
			a.Result, a.Requirement, a.Detail = Reject, got.Requirement, got.Detail
		}
	}
	return a
}

// problem is a problem detail (RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func refuse(w http.ResponseWriter, status int, err error) {
	reply(w, status, "application/problem+json", problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: err.Error(),
	})
}

func reply(w http.ResponseWriter, status int, mediaType string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic("verifier: internal error: " + err.Error())
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked may have gone away
}
