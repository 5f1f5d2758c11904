package caller

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Call is what the trigger endpoint is told: to make one call.
type Call struct {
	// Binding is "wpt", "httpsig" or "mtls".
	Binding string `json:"binding"`
	Method  string `json:"method"`
	URL     string `json:"url"`
	// Audience is what the proof or signature has to name; empty is the target URI without query and
	// fragment.
	Audience              string         `json:"audience"`
	Headers               message.Fields `json:"headers"`
	Body                  []byte         `json:"body"`
	RequireSignedResponse bool           `json:"require_signed_response"`
	ExpectedPeer          string         `json:"expected_peer"`
}

// CallResult is what the trigger endpoint answers.
type CallResult struct {
	// Sent says that a request went out.
	Sent   bool `json:"sent"`
	Status int  `json:"status"`
	// Accepted says that the response was not refused; its status plays no part.
	Accepted bool   `json:"accepted"`
	Peer     string `json:"peer"`
	Error    string `json:"error"`
}

// maxCall bounds what is read of a call, in bytes.
const maxCall = 8 << 20

// Handler is the endpoint at which the caller is told to make a call: a POST of a [Call] in JSON is
// answered by a [CallResult]. Whoever reaches it can make calls in the caller's name: it is there
// for tests and listens only where it is put.
func (c *Caller) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, http.StatusMethodNotAllowed, errors.New("a call is told by POST"))
			return
		}
		call, err := c.readCall(r.Body)
		if err != nil {
			refuse(w, http.StatusBadRequest, err)
			return
		}
		reply(w, http.StatusOK, "application/json", c.Do(r.Context(), call))
	})
}

func (c *Caller) readCall(body io.Reader) (Call, error) {
	text, err := io.ReadAll(io.LimitReader(body, maxCall+1))
	switch {
	case err != nil:
		return Call{}, errors.New("the call cannot be read")
	case len(text) > maxCall:
		return Call{}, fmt.Errorf("the call has more than %d bytes", maxCall)
	}
	var call Call
	if err := json.Unmarshal(text, &call); err != nil {
		return Call{}, fmt.Errorf("the call is not the JSON that is expected: %w", err)
	}
	return call, call.check(c.bindings())
}

// check refuses what nobody could call.
func (call *Call) check(bindings []string) error {
	if call.Method == "" {
		call.Method = http.MethodGet
	}
	u, err := url.Parse(call.URL)
	switch {
	case !slices.Contains(bindings, call.Binding):
		return fmt.Errorf("binding %.40q is not known here", call.Binding)
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("url is no absolute URL of HTTP")
	}
	_, err = http.NewRequest(call.Method, call.URL, nil)
	return err
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
		Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: shorten(err),
	})
}

func reply(w http.ResponseWriter, status int, mediaType string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic("caller: internal error: " + err.Error())
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever told us to call may have gone away
}

// maxError bounds the text of an error, which can quote what others sent, in characters.
const maxError = 500

func shorten(err error) string {
	text := []rune(err.Error())
	return string(text[:min(len(text), maxError)])
}
