package harness

import (
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// TestFieldsAreReadWithoutTheSpaceAround: RFC 9110, Section 5.5, and RFC 9112, Section 5.2.
func TestFieldsAreReadWithoutTheSpaceAround(t *testing.T) {
	t.Parallel()
	raw := "HTTP/1.1 200 OK\r\nCaller:\r\n wimse://a/b \r\nX: 1 \r\n\t2\r\n  \r\nY:\t\xff\r\nContent-Length: 0\r\n\r\n"
	a := newAnswers(strings.NewReader(raw), &Config{MaxHead: 1000, MaxBody: 10})
	answer, _, fail := a.read("GET")
	want := []FieldLine{{"Caller", "wimse://a/b"}, {"X", "1 2"}, {"Y", "\xff"}, {"Content-Length", "0"}}
	if fail != nil || !reflect.DeepEqual(answer.Fields, want) {
		t.Errorf("%q, %+v", answer.Fields, fail)
	}
}

// TestFoldedRequestsAreReadInOneGo: a head of many lines takes memory in proportion to it.
func TestFoldedRequestsAreReadInOneGo(t *testing.T) {
	head := "GET / HTTP/1.1\r\nA: b" + strings.Repeat("\r\n c", 20_000) + "\r\nB:\r\n\r\n"
	_, fields := parseRequest(Text(head))
	if len(fields) != 2 || fields[0].Value() != "b"+strings.Repeat("\r\n c", 20_000) || fields[1].Value() != "" {
		t.Fatalf("%d fields", len(fields))
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	parseRequest(Text(head))
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 10*uint64(len(head)) {
		t.Errorf("%d bytes are taken for a head of %d", took, len(head))
	}
}
