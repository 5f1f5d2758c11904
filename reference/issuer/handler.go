package issuer

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/wimsespec/wimsespec/reference/check"
)

// maxApplication bounds what is read of an application, in bytes.
const maxApplication = 64 << 10

// Handler serves POST /wit, where workloads apply, and GET /jwks.json.
func (i *Issuer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /wit", i.serveWIT)
	mux.HandleFunc("GET /jwks.json", i.serveJWKS)
	return mux
}

func (i *Issuer) serveWIT(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(io.LimitReader(r.Body, maxApplication+1))
	if err != nil || len(text) > maxApplication {
		detail := "the application cannot be read, or has more than %d bytes"
		refuse(w, check.Refuse("", detail, maxApplication))
		return
	}
	token, refusal := i.Issue(text)
	if refusal != nil {
		refuse(w, refusal)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	reply(w, http.StatusOK, "application/json", map[string]string{"wit": token})
}

func (i *Issuer) serveJWKS(w http.ResponseWriter, _ *http.Request) {
	reply(w, http.StatusOK, "application/jwk-set+json", i.JWKS())
}

// problem is a problem detail (RFC 9457). It echoes no key.
type problem struct {
	Type        string `json:"type"`
	Title       string `json:"title"`
	Status      int    `json:"status"`
	Detail      string `json:"detail"`
	Requirement string `json:"requirement,omitempty"`
}

// maxDetail bounds the text of a refusal, which can quote an application, in characters.
const maxDetail = 200

func refuse(w http.ResponseWriter, refusal *check.Refusal) {
	status := http.StatusBadRequest
	if refusal.Cause != nil {
		status = http.StatusInternalServerError
	}
	detail := []rune(refusal.Detail)
	reply(w, status, "application/problem+json", problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Detail: string(detail[:min(len(detail), maxDetail)]), Requirement: refusal.Requirement,
	})
}

func reply(w http.ResponseWriter, status int, mediaType string, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		panic("issuer: internal error: " + err.Error())
	}
	w.Header().Set("Content-Type", mediaType)
	w.WriteHeader(status)
	_, _ = w.Write(text) // an applicant that has gone away is no trouble of ours
}
