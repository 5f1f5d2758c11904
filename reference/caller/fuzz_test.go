package caller

import (
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/spec"
)

// FuzzCall reads what the caller is told: what it takes it can make a call of, and it is the same when
// it is written and read.
func FuzzCall(f *testing.F) {
	for _, r := range fuzztest.Vectors(f).Requests[:20] {
		call := Call{Binding: "wpt", Method: r.Method, URL: "http://h/" + r.URL, Headers: r.Fields, Body: r.Body}
		text, err := json.Marshal(call)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, text := range []string{
		`{"binding":"wpt","url":"http://h"}`, `{"binding":"\u001b","url":"http://h"}`,
		`{"binding":"wpt","url":"http://h","method":"A\nB"}`,
		`{"binding":"wpt","url":"file:///etc"}`, `null`, `{"headers":[[1]]}`, `{"binding":"mtls","url":"https://u:p@h:1/?#f"}`,
	} {
		f.Add(text)
	}
	c := &Caller{Config: Config{Profile: spec.Must("latest")}}
	f.Fuzz(func(t *testing.T, text string) {
		call, err := c.readCall(strings.NewReader(text))
		if err != nil {
			fuzztest.Line(t, errors.New(shorten(err)))
			return
		}
		u, err := url.Parse(call.URL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || call.Method == "" {
			t.Errorf("%q is a call of %q", text, call.URL)
		}
		written, err := json.Marshal(call)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := c.readCall(strings.NewReader(string(written))); err != nil || !reflect.DeepEqual(again, call) {
			t.Errorf("%s is read as %+v, %v", written, again, err)
		}
	})
}
