package recipient

import (
	"context"
	"net/http"

	"github.com/wimsespec/wimsespec/reference/message"
)

// maxBody bounds what is read of a request's body, in bytes.
const maxBody = 1 << 20

type callerKey struct{}

// CallerFrom gives the caller that [Recipient.Protect] authenticated.
func CallerFrom(ctx context.Context) (Caller, bool) {
	c, ok := ctx.Value(callerKey{}).(Caller)
	return c, ok
}

// Protect is middleware: it passes a request on only when its caller is authenticated, names the
// caller in the response and in the request's context, and answers all others itself. A response
// that has to be signed is held back until it is complete.
func (r *Recipient) Protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, hr *http.Request) {
		req, err := message.FromHTTP(hr, maxBody)
		if err != nil {
			http.Error(w, "the body cannot be read", http.StatusBadRequest)
			return
		}
		caller, refused := r.authenticate(hr, req)
		if refused != nil {
			write(w, r.Answer(req, refused))
			return
		}
		w.Header().Set(CallerField, caller.Identifier)
		r.bendHeader(w.Header())
		hr = hr.WithContext(context.WithValue(hr.Context(), callerKey{}, caller))
		switch r.duty(req, caller) {
		case sign:
			r.serveSigned(w, hr, req, next)
		case fail:
			write(w, r.cannotSign("this recipient signs no responses"))
		default:
			next.ServeHTTP(w, hr)
		}
	})
}

func write(w http.ResponseWriter, a message.Response) {
	for _, f := range a.Fields {
		w.Header().Add(f.Name(), f.Value())
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a caller that has gone away is no trouble of ours
}
