package peer

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
)

// serve records a request and answers it.
func (p *Peer) serve(w http.ResponseWriter, r *http.Request, base string, elsewhere bool) {
	target := absolute(r.RequestURI, base)
	door := p.find(doorOf(target))
	if door == nil {
		write(w, message.Response{Status: http.StatusNotFound}, r.Method)
		return
	}
	a := p.arrival(r, target)
	a.Elsewhere = elsewhere
	place, kept := door.keep(a)
	if !kept {
		w.Header().Set("Connection", "close")
		write(w, message.Response{Status: http.StatusTooManyRequests}, r.Method)
		return
	}
	response, fault := door.respond(a)
	door.answered(place, response, fault)
	if a.Cut {
		w.Header().Set("Connection", "close")
	}
	write(w, response, r.Method)
}

// absolute gives the URL of a request target, which is a path or a URL already.
func absolute(target, base string) string {
	if strings.HasPrefix(target, "/") {
		return base + target
	}
	return target
}

// doorOf gives the first segment of a URL's path.
func doorOf(target string) string {
	_, rest, _ := strings.Cut(target, "://")
	_, path, _ := strings.Cut(rest, "/")
	name, _, _ := strings.Cut(path, "/")
	name, _, _ = strings.Cut(name, "?")
	return name
}

// arrival reads a request, as far as the limits go.
func (p *Peer) arrival(r *http.Request, target string) Arrival {
	body, err := io.ReadAll(io.LimitReader(r.Body, int64(p.MaxBody)+1))
	a := Arrival{At: time.Now().UTC(), Cut: err != nil || len(body) > p.MaxBody, TLS: r.TLS}
	a.Request = message.Request{
		Method: r.Method, URL: target, Body: body[:min(len(body), p.MaxBody)],
		Fields: message.Fields{{"Host", r.Host}},
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			a.Request.Fields = append(a.Request.Fields, message.Field{name, value})
		}
	}
	return a
}

// respond makes the response of a door. What goes wrong in it is the suite's fault, and the caller
// gets a 500 then.
func (d *Door) respond(a Arrival) (response message.Response, fault string) {
	defer func() {
		if p := recover(); p != nil {
			response, fault = message.Response{Status: http.StatusInternalServerError},
				fmt.Sprintf("panic: %v", p)
		}
	}()
	response, err := d.answer(Heard{Request: a.Request, Elsewhere: d.Elsewhere(), There: a.Elsewhere})
	if err == nil && (response.Status < 200 || response.Status > 599) {
		err = fmt.Errorf("there is no final status %d", response.Status)
	}
	if err != nil {
		return message.Response{Status: http.StatusInternalServerError}, err.Error()
	}
	return response, ""
}

// Plain answers a request with 200 and a short text; it is what a door does that is given no
// function.
func Plain(Heard) (message.Response, error) {
	return message.Response{
		Status: http.StatusOK, Body: []byte("ok\n"),
		Fields: message.Fields{{"Content-Type", "text/plain"}},
	}, nil
}

// write sends a response with its own fields and those of framing alone: a field that net/http
// adds, such as a type that it guesses, would stand in no signature.
func write(w http.ResponseWriter, r message.Response, method string) {
	head := w.Header()
	head["Content-Type"], head["Date"] = nil, nil
	for _, f := range r.Fields {
		head[f.Name()] = append(head[f.Name()], f.Value())
	}
	bodiless := r.Status == http.StatusNoContent || r.Status == http.StatusNotModified
	if !bodiless && !r.Fields.Has("Content-Length") {
		head["Content-Length"] = []string{strconv.Itoa(len(r.Body))}
	}
	w.WriteHeader(r.Status)
	if !bodiless && method != http.MethodHead {
		_, _ = w.Write(r.Body) // a caller that has gone away is no trouble of ours
	}
}
