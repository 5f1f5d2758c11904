package harness

import (
	"reflect"
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
