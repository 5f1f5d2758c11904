package harness

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"net/textproto"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/message"
)

// FuzzAnswers reads whatever a target sends as answers on one connection: no more is kept than the
// limits, each answer has the fields that net/textproto finds, and the journal gives it back.
func FuzzAnswers(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Responses {
		f.Add(answerBytes(r.Fields, r.Body), "GET")
	}
	for _, text := range []string{
		"HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nabHTTP/1.1 204 No\r\n\r\nx",
		"HTTP/1.1 200 OK\nA : b\n\n", "HTTP/1.0 999 \x1b[m\r\nA:\r\n b\r\n\tc \r\nA: \xff\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: B\r\n\r\n2;x=y\r\nab\r\n0\r\nB: c\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 9\r\nPragma: no-cache\r\n\r\nabc", "\x15\x03\x01\x00\x02\x02\x28",
		"HTTP/1.1 200 OK\r\n\r\n" + strings.Repeat("a", 1000),
		strings.Repeat("HTTP/1.1 100 C\r\n\r\n", 9), "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n c\r\n", 500) + "\r\n",
	} {
		f.Add([]byte(text), "GET")
		f.Add([]byte(text), "HEAD")
	}
	f.Fuzz(func(t *testing.T, raw []byte, method string) {
		cfg := &Config{MaxHead: 4096, MaxBody: 256}
		a := newAnswers(bytes.NewReader(raw), cfg)
		for first := true; ; first = false {
			answer, again, fail := a.read(method)
			holdsLimits(t, cfg, answer, again, fail)
			if answer != nil && first {
				sameHead(t, raw, answer)
			}
			survives(t, answer, fail)
			if !again {
				return
			}
		}
	})
}

func answerBytes(fields message.Fields, body []byte) []byte {
	out := []byte("HTTP/1.1 200 OK\r\n")
	for _, f := range fields {
		out = append(out, f.Name()+": "+f.Value()+"\r\n"...)
	}
	return append(append(out, "\r\n"...), body...)
}

func holdsLimits(t *testing.T, cfg *Config, answer *Answer, again bool, fail *Failure) {
	t.Helper()
	if fail != nil {
		fuzztest.Line(t, errors.New(fail.Detail))
		if again || fail.Kind == "" || len(fail.Received) > maxReceived {
			t.Errorf("used again: %v, failed as %q with %d bytes", again, fail.Kind, len(fail.Received))
		}
	}
	if answer == nil {
		if fail == nil {
			t.Error("neither an answer nor a failure")
		}
		return
	}
	size := len(answer.Reason)
	for _, line := range answer.Fields {
		size += len(line[0]) + len(line[1])
	}
	if int64(size) > cfg.MaxHead || int64(len(answer.Body)) > cfg.MaxBody || answer.Surplus && again {
		t.Errorf("%d bytes of head, %d of body, surplus %v", size, len(answer.Body), answer.Surplus)
	}
}

// sameHead asks for the status line and the fields of the first final answer.
func sameHead(t *testing.T, raw []byte, answer *Answer) {
	t.Helper()
	r := textproto.NewReader(bufio.NewReader(bytes.NewReader(raw)))
	for {
		line, _ := r.ReadLine()
		header, err := r.ReadMIMEHeader()
		_, rest, _ := strings.Cut(line, " ")
		status, reason, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		if strings.HasPrefix(status, "1") && status != "101" && err == nil {
			continue
		}
		if reason != string(answer.Reason) {
			t.Errorf("%q: the reason is %q, not %q", raw, answer.Reason, reason)
		}
		sameHeader(t, header, answer)
		return
	}
}

func sameHeader(t *testing.T, want textproto.MIMEHeader, answer *Answer) {
	t.Helper()
	for _, values := range want {
		for i := range values {
			values[i] = strings.Trim(values[i], " \t") // a folded line that is blank leaves one behind
		}
	}
	got := textproto.MIMEHeader{}
	for _, f := range answer.fields() {
		got.Add(f.Name(), f.Value())
	}
	if len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
		t.Errorf("fields are %q, to net/textproto %q", got, want)
	}
}

// survives asks that the exchange is the same when it was written down and read, and what is said of
// it can be printed.
func survives(t *testing.T, answer *Answer, fail *Failure) {
	t.Helper()
	x := Exchange{Answer: answer, Failure: fail}
	line, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	var again Exchange
	if err := json.Unmarshal(line, &again); err != nil || !reflect.DeepEqual(again, x) {
		t.Errorf("%s is read as %+v, %v", line, again, err)
	}
	fuzztest.Line(t, errors.New(x.happened()))
	fuzztest.Line(t, errors.New(x.received()))
}

// FuzzMade reads what a caller answers of its call, and an issuer of a token.
func FuzzMade(f *testing.F) {
	for _, text := range []string{
		`{"sent":true,"status":200,"accepted":true,"peer":"wimse://a/b","error":""}`, `{"sent":false,"error":"no"}`,
		`{"sent":true}`, `{"sent":null}`, `[]`, `null`, `{"sent":"x\u001b"}`, `{"wit":"a.b.c"}`, `{"wit":""}`, `{"wit":5}`, "\xff",
	} {
		f.Add([]byte(text), 200)
	}
	f.Fuzz(func(t *testing.T, body []byte, status int) {
		x := Exchange{Answer: &Answer{Status: status, Body: Text(body)}}
		var members map[string]any
		object := json.Unmarshal(body, &members) == nil && members != nil && status == 200
		r, err := x.callResult()
		if err != nil {
			fuzztest.Line(t, err)
		} else if !object || r.Accepted && !r.Sent {
			t.Errorf("%q is read as %+v", body, r)
		}
		token, err := x.token()
		if err != nil {
			fuzztest.Line(t, err)
		} else if !object || token == "" || len(token) > 3*len(body) {
			t.Errorf("%q is read as the token %q", body, token)
		}
	})
}
