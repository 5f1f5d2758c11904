package harness

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strings"
)

const (
	maxInterim  = 5
	maxReceived = 2 << 10 // bytes kept of an answer that cannot be read
)

var errHead = errors.New("the head is too large")

// meter passes on at most left bytes and remembers those of the head. It remembers an error too,
// because net/http takes what came before one for a whole line.
type meter struct {
	r      io.Reader
	left   int64
	err    error
	heard  bool
	inHead bool
	head   []byte
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 && m.err == nil {
		m.err = errHead
	}
	if m.err != nil {
		return 0, m.err
	}
	n, err := m.r.Read(p[:min(int64(len(p)), m.left)])
	m.left, m.err = m.left-int64(n), err
	m.heard = m.heard || n > 0
	if m.inHead {
		m.head = append(m.head, p[:n]...)
	}
	return n, err
}

// answers reads answers from one connection within limits.
type answers struct {
	meter   meter
	br      *bufio.Reader
	maxHead int64
	maxBody int64
}

func newAnswers(r io.Reader, cfg *Config) *answers {
	a := &answers{meter: meter{r: r}, maxHead: cfg.MaxHead, maxBody: cfg.MaxBody}
	a.br = bufio.NewReader(&a.meter)
	return a
}

// begin forgets the previous answer and allows one more head.
func (a *answers) begin() {
	a.meter.left, a.meter.inHead, a.meter.err = a.maxHead, true, nil
	a.meter.head, a.meter.heard = a.meter.head[:0], false
}

// read gives the answer to a request of a method, and whether the connection may be used again.
func (a *answers) read(method string) (*Answer, bool, *Failure) {
	a.begin()
	resp, raw, fail := a.readHead(method)
	if fail != nil {
		return nil, false, fail
	}
	// The body is left unclosed, because closing reads to its end. The connection goes with it.
	a.meter.inHead, a.meter.left = false, math.MaxInt64
	_, reason, _ := strings.Cut(resp.Status, " ")
	answer := &Answer{Status: resp.StatusCode, Reason: Text(reason), Fields: parseFields(raw)}
	if fail = a.readBody(answer, resp); fail != nil {
		return answer, false, fail
	}
	answer.Surplus = a.br.Buffered() > 0
	return answer, !resp.Close && !answer.Truncated && !answer.Surplus, nil
}

// readHead reads heads up to the first that is final, and gives that one's bytes too.
func (a *answers) readHead(method string) (*http.Response, []byte, *Failure) {
	for range maxInterim + 1 {
		start := len(a.meter.head) - a.br.Buffered()
		resp, err := http.ReadResponse(a.br, &http.Request{Method: method})
		if err != nil {
			return nil, nil, a.unreadable(err)
		}
		if resp.ProtoMajor != 1 {
			return nil, nil, a.unreadable(fmt.Errorf("an answer in %s", resp.Proto))
		}
		if resp.StatusCode/100 != 1 || resp.StatusCode == http.StatusSwitchingProtocols {
			return resp, a.meter.head[start : len(a.meter.head)-a.br.Buffered()], nil
		}
	}
	return nil, nil, failure(KindInterim, fmt.Sprintf("more than %d interim answers", maxInterim))
}

func (a *answers) unreadable(err error) *Failure {
	if a.meter.err != nil && a.meter.err != io.EOF {
		err = a.meter.err
	}
	if errors.Is(err, errHead) {
		return failure(KindHeadTooLarge, fmt.Sprintf("the head has more than %d bytes", a.maxHead))
	}
	fail := readFailure(err)
	if fail.Kind == KindTimeout && !a.meter.heard {
		fail.Detail = "no answer came in time"
	}
	fail.Received = cut(a.meter.head, maxReceived)
	return fail
}

func (a *answers) readBody(answer *Answer, resp *http.Response) *Failure {
	body, err := io.ReadAll(io.LimitReader(resp.Body, a.maxBody+1))
	answer.Truncated = int64(len(body)) > a.maxBody
	answer.Body = Text(body[:min(int64(len(body)), a.maxBody)])
	if err == nil {
		return nil
	}
	fail := readFailure(err)
	if fail.Kind == KindClosed {
		return failure(KindTruncated, fmt.Sprintf("the body ended after %d bytes", len(body)))
	}
	return fail
}

// fold is a line break within a field value, with the white space around it.
var fold = regexp.MustCompile(`[ \t]*\r?\n[ \t]+`)

// parseFields gives the fields of a head in order and as written, without the white space around
// their values. The head has been read without error before, so that every line is a field or
// continues one.
func parseFields(head []byte) []FieldLine {
	fields := []FieldLine{}
	lines := strings.Split(fold.ReplaceAllString(string(head), " "), "\n")
	for _, line := range lines[1:] {
		name, value, found := strings.Cut(strings.TrimSuffix(line, "\r"), ":")
		if found {
			fields = append(fields, FieldLine{Text(name), Text(strings.Trim(value, " \t"))})
		}
	}
	return fields
}
