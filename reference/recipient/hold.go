package recipient

import (
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/wimsespec/wimsespec/reference/message"
)

// held is a response that is kept back until it is complete.
type held struct {
	header http.Header
	method string
	status int
	body   []byte
	limit  int
	// overflow says that the body went on beyond the limit.
	overflow bool
}

func hold(header http.Header, method string, limit int) *held {
	return &held{header: header.Clone(), method: method, limit: limit}
}

var errTooLarge = errors.New("recipient: the response is too large to be signed")

// Header gives the fields of the response, which the handler may change until the end.
func (h *held) Header() http.Header { return h.header }

// WriteHeader sets the status, once. An informational one has no part in what is signed.
func (h *held) WriteHeader(status int) {
	if h.status == 0 && status >= 200 {
		h.status = status
	}
}

// Write takes content. What would not be sent is no part of what is signed: a response to HEAD has
// no content, whatever its fields announce (RFC 9110, Section 9.3.2; RFC 9530, Appendix B.2).
func (h *held) Write(p []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	switch {
	case h.status == http.StatusNoContent || h.status == http.StatusNotModified:
		return 0, http.ErrBodyNotAllowed
	case h.method == http.MethodHead:
		return len(p), nil
	case h.overflow || len(h.body)+len(p) > h.limit:
		h.overflow, h.body = true, nil
		return 0, errTooLarge
	}
	h.body = append(h.body, p...)
	return len(p), nil
}

// response gives what is to be sent, with the fields that the server would otherwise add when it is
// too late to sign them.
func (h *held) response() message.Response {
	h.WriteHeader(http.StatusOK)
	if len(h.body) > 0 {
		h.complete()
	}
	res := message.Response{Status: h.status, Body: h.body}
	for _, name := range slices.Sorted(maps.Keys(h.header)) {
		for _, v := range h.header[name] {
			res.Fields = append(res.Fields, message.Field{name, v})
		}
	}
	return res
}

func (h *held) complete() {
	if _, set := h.header["Content-Type"]; !set && h.header.Get("Content-Encoding") == "" {
		h.header.Set("Content-Type", http.DetectContentType(h.body))
	}
	if h.header.Get("Content-Length") == "" {
		h.header.Set("Content-Length", strconv.Itoa(len(h.body)))
	}
}

// suppressed lists the fields that the handler asked the server not to add.
func (h *held) suppressed() []string {
	var names []string
	for name, values := range h.header {
		if len(values) == 0 {
			names = append(names, name)
		}
	}
	return names
}
