package signbase_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
)

func FuzzBases(f *testing.F) {
	f.Add("wimse="+covered+params, "wimse=:AAAA:", "GET", "https://b/?x", "x-trace", " a ", 200, false)
	f.Add(`a=("@status" "content-type";req "@query-param";name="x");created`, "a=:AA==:", "", "", "a\n", "\x1b\xff", -1, true)
	f.Add(`a=("X" "x";sf "x";bs "x";key="k" "x";tr);nonce=1.5;x=?0, b=1, a="\",(`, "a=?1", "g", "http://[::1]:80", "X", "a=1, b", 0, true)
	f.Add(strings.Repeat("a=(", 9000), "", "", "%%?%", "", "", 0, false)
	f.Add(`a=("a" "b" "c" "d" "e");a;b;c;d;e;f`, "a=:AA==:", "P", "//c?%zz", "", "", 0, false)
	f.Add(`a=()`, "a=:AA==:", "", "", "", "", 0, false)
	key := private(f, "Ed25519").Public()
	profiles := []*spec.Profile{spec.Must("latest"), spec.Must("s2s-01")}
	f.Fuzz(func(t *testing.T, input, value, method, url, name, text string, status int, answer bool) {
		fields := message.Fields{
			{"Signature-Input", input}, {"Signature", value}, {name, text}, {name, text}, {"Content-Digest", text},
		}
		m := httpsig.Message{Request: &message.Request{Method: method, URL: url, Fields: fields, Body: []byte(text)}}
		if answer {
			m.Response = &message.Response{Status: status, Fields: fields}
		}
		for _, p := range profiles {
			b := signbase.Of(p, m, &key)
			if b.Used != "" {
				t.Errorf("a signature is forged: %q", b.Mistake)
			}
			shown := b.Text() + signbase.Signed(p, m, text)
			assertPrintable(t, shown)
			if len(shown) > 1<<20 {
				t.Errorf("%d bytes", len(shown))
			}
		}
	})
}

// FuzzDiff checks that two bases that differ never look alike.
func FuzzDiff(f *testing.F) {
	f.Add("\"a\": 1\n\"b\": 2", "\"a\": 1\r\n\"b\": 2\n")
	f.Add("", "\n")
	f.Add("\\x1b", "\x1b ")
	f.Fuzz(func(t *testing.T, expected, used string) {
		shown := signbase.Diff(expected, used)
		assertPrintable(t, shown)
		differs := false
		for _, l := range strings.Split(shown, "\n") {
			differs = differs || strings.HasPrefix(l, "- ") || strings.HasPrefix(l, "+ ")
		}
		if differs != (expected != used) {
			t.Errorf("%q and %q are shown as\n%s", expected, used, shown)
		}
	})
}

func TestNothingToRead(t *testing.T) {
	key := private(t, "ES256").Public()
	for name, m := range map[string]httpsig.Message{
		"nothing": {}, "no request": {Response: &message.Response{Status: 200}},
		"no fields": {Request: &message.Request{}},
		"no key":    request().sign([]byte("x")),
	} {
		b := signbase.Made(spec.Must("latest"), m)
		if b.Used != "" || b.Note == "" {
			t.Errorf("%s: %+v", name, b)
		}
		assertPrintable(t, b.Text())
	}
	long := request()
	long.Request.Fields[1][1] = strings.Repeat("x", 1<<20)
	b := signbase.Of(spec.Must("latest"), long.sign([]byte("x")), &key)
	if b.Note == "" || len(b.Text()) > 4096 {
		t.Errorf("a long message has the note %q and %d bytes", b.Note, len(b.Text()))
	}
}
