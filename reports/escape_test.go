package reports

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

const nasty = "\x1b[2J\x00\u202e<script>alert(1)</script>\x7f\u009b31m\xff\u2028\U000e0041" +
	"\r\nHTTP/1.1 200 OK"

func TestPrintable(t *testing.T) {
	for _, row := range []struct {
		in   string
		max  int
		want string
	}{
		{"", 0, ""},
		{"plain, with Ünïcode and 漢字", 0, "plain, with Ünïcode and 漢字"},
		{"a\x1b[2Jb", 0, `a\x1b[2Jb`},
		{"\x00\t\r\n", 0, `\x00\t\r\n`},
		{"\u202eabc\u2066", 0, `\u202eabc\u2066`},
		{"\xff\xfe", 0, `\xff\xfe`},
		{"\u00a0\ufeff\U000e0041", 0, `\u00a0\ufeff\U000e0041`},
		{`C:\x1b`, 0, `C:\x1b`},
		{strings.Repeat("a", 40) + strings.Repeat("b", 40), 40,
			"aaaaaaaaaaaa…[57 bytes more]…bbbbbbbbbbb"},
		{"abcdefghij", 5, "abcd…"},
		{"abcdefghij", 10, "abcdefghij"},
	} {
		if got := Printable(row.in, row.max); got != row.want {
			t.Errorf("Printable(%q, %d) = %q, want %q", row.in, row.max, got, row.want)
		}
	}
}

func FuzzPrintable(f *testing.F) {
	f.Add(nasty, 20)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := Printable(s, limit)
		assertPrintable(t, got)
		if n := utf8.RuneCountInString(got); limit > 0 && n > limit {
			t.Errorf("%d characters, want at most %d: %q", n, limit, got)
		}
		if again := Printable(got, 0); again != got {
			t.Errorf("printed twice it is %q, not %q", again, got)
		}
	})
}

func assertPrintable(t *testing.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Error("invalid UTF-8 came through")
	}
	for _, r := range s {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("%U came through", r)
		}
	}
}

// hostile is a run against a target that lies, floods and injects.
func hostile() *Results {
	bad := nasty + strings.Repeat("A", 1<<20) + nasty
	fail := with(fakeCase("wpt/aud", Fail, "WPT-AUD"), func(c *Case) {
		c.Comment, c.Observed, c.Kind, c.Reason = strings.ToValidUTF8(bad, "?"), bad, bad, bad
		c.Sent, c.Received, c.Curl = bad, strings.Repeat(bad[:2000]+"\n", 1000), bad
		c.SignatureBase = c.Received
	})
	doubt := with(fail, func(c *Case) {
		c.Verdict, c.Requirements = Inconclusive, []string{"WPT-OTH"}
	})
	report := with(fail, func(c *Case) { c.Requirements = []string{"WIT-JTI"} })
	return build(fakeRun(), []Case{fail, doubt, report}, fakeCatalogue())
}

func TestHostileTarget(t *testing.T) {
	for _, o := range []Options{{}, {Verbose: true}, {Width: 1}, {Width: math.MaxInt32}} {
		out := printed(t, hostile(), o)
		assertPrintable(t, out)
		if len(out) > 64<<10 {
			t.Errorf("%d bytes of output", len(out))
		}
	}
}

// TestEveryTextIsMadePrintable fills every string there is, so that a new member is not forgotten.
func TestEveryTextIsMadePrintable(t *testing.T) {
	r := failing()
	eachString(reflect.ValueOf(r), func(v reflect.Value) { v.SetString(nasty) })
	safe := reflect.ValueOf(printable(r))
	eachString(safe, func(v reflect.Value) { assertPrintable(t, v.String()) })
	eachString(reflect.ValueOf(r), func(v reflect.Value) {
		if v.String() != nasty {
			t.Fatal("printable changed the results that it was given")
		}
	})
	assertPrintable(t, printed(t, r, Options{Verbose: true, Out: nasty}))
}

func eachString(v reflect.Value, visit func(reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		visit(v)
	case reflect.Pointer:
		eachString(v.Elem(), visit)
	case reflect.Slice:
		for i := range v.Len() {
			eachString(v.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				eachString(v.Field(i), visit)
			}
		}
	}
}
