package identifier_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/spec"
)

func latest() *identifier.Reader { return identifier.New(spec.Must("latest"), check.Faults{}) }

func TestPartsStayAsWritten(t *testing.T) {
	for _, tc := range []struct{ uri, scheme, domain, path string }{
		{"wimse://trusted.example/a/b", "wimse", "trusted.example", "/a/b"},
		{"WIMSE://Trusted.Example/A", "WIMSE", "Trusted.Example", "/A"},
		{"wimse://trusted.example", "wimse", "trusted.example", ""},
		{"wimse://trusted.example/", "wimse", "trusted.example", "/"},
		{"wimse://trusted.example//", "wimse", "trusted.example", "//"},
		{"wimse://trusted.example/a//b/", "wimse", "trusted.example", "/a//b/"},
		{"wimse://trusted.example/./../a", "wimse", "trusted.example", "/./../a"},
		{"wimse://trusted.example/a%2Fb%2f%00", "wimse", "trusted.example", "/a%2Fb%2f%00"},
		{"wimse://trusted%2Eexample/a", "wimse", "trusted%2Eexample", "/a"},
		{"wimse://t_r-u~s.t!$&'()*+,;=/a", "wimse", "t_r-u~s.t!$&'()*+,;=", "/a"},
		{"a+b-c.1://x/a", "a+b-c.1", "x", "/a"},
		{"wimse://x/:@:@/a:b", "wimse", "x", "/:@:@/a:b"},
		{"wimse://x/a;b=c,d!$&'()*+", "wimse", "x", "/a;b=c,d!$&'()*+"},
		{"wimse://192.0.2.256/a", "wimse", "192.0.2.256", "/a"},
		{"wimse://trusted.example./a", "wimse", "trusted.example.", "/a"},
	} {
		id, refusal := latest().Parse(tc.uri)
		if refusal != nil {
			t.Errorf("%s: %v", tc.uri, refusal)
			continue
		}
		if want := (identifier.ID{URI: tc.uri, Scheme: tc.scheme, TrustDomain: tc.domain, Path: tc.path}); id != want {
			t.Errorf("%s is %+v", tc.uri, id)
		}
	}
}

func TestRefusedFor(t *testing.T) {
	for _, tc := range []struct{ uri, requirement string }{
		{"workload-a", "ID-ABSOLUTE-URI"},
		{"a/b:c", "ID-ABSOLUTE-URI"},
		{"./a:b", "ID-ABSOLUTE-URI"},
		{"?", "ID-ABSOLUTE-URI"},
		{"//", "ID-ABSOLUTE-URI"},
		{"1a:b", "ID-SYNTAX"}, // a colon in the first segment of a relative reference
		{":a", "ID-SYNTAX"},
		{"://trusted.example/a", "ID-SYNTAX"},
		{"wim se://trusted.example/a", "ID-SYNTAX"},
		{"wimse_x://trusted.example/a", "ID-SYNTAX"},
		{"wïmse://trusted.example/a", "ID-SYNTAX"},
		{"wimse://", "ID-AUTHORITY"},
		{"wimse:", "ID-AUTHORITY"},
		{"wimse:/", "ID-AUTHORITY"},
		{"wimse:a:b", "ID-AUTHORITY"},
		{"wimse://?v", "ID-AUTHORITY"},
		{"wimse://%zz/a", "ID-SYNTAX"},
		{"wimse://a%2/b", "ID-SYNTAX"},
		{"wimse://x/%", "ID-SYNTAX"},
		{"wimse://x/<a>", "ID-SYNTAX"},
		{"wimse://x/{a}", "ID-SYNTAX"},
		{"wimse://x/a|b", "ID-SYNTAX"},
		{"wimse://x/a^b", "ID-SYNTAX"},
		{"wimse://x/a`b", "ID-SYNTAX"},
		{"wimse://x/\x7f", "ID-SYNTAX"},
		{"wimse://x/\xff", "ID-SYNTAX"},
		{"wimse://x/a\r\nb", "ID-SYNTAX"},
		{"wimse://x]/a", "ID-SYNTAX"},
		{"wimse://[::1/a", "ID-SYNTAX"},
		{"wimse://[::1%25eth0]/a", "ID-SYNTAX"},
		{"wimse://[::1]x/a", "ID-SYNTAX"},
		{"wimse://x#a#b", "ID-SYNTAX"},
		{"wimse://x?a b", "ID-SYNTAX"},
		{"wimse://[::1]/a", "ID-TRUST-DOMAIN-NO-IP"},
		{"wimse://[2001:DB8::192.0.2.1]/a", "ID-TRUST-DOMAIN-NO-IP"},
		{"wimse://[::1]:1/a", "ID-NO-PORT"},
		{"wimse://[::1]:/a", "ID-NO-PORT"},
		{"wimse://0.0.0.0", "ID-TRUST-DOMAIN-NO-IP"},
		{"wimse://x:0/a", "ID-NO-PORT"},
		{"wimse://:@x/a", "ID-NO-USERINFO"},
		{"wimse://x/a?b#c", "ID-NO-QUERY"},
		{"wimse://x/a#b?c", "ID-NO-FRAGMENT"},
		{"wimse://x?", "ID-NO-QUERY"},
		{"wimse://x#", "ID-NO-FRAGMENT"},
	} {
		_, refusal := latest().Parse(tc.uri)
		switch {
		case refusal == nil:
			t.Errorf("%q is accepted", tc.uri)
		case refusal.Requirement != tc.requirement:
			t.Errorf("%q is refused for %v, not %s", tc.uri, refusal, tc.requirement)
		}
	}
}

// TestLength: 2048 bytes are everybody's duty, 4096 this implementation's limit.
func TestLength(t *testing.T) {
	for length, good := range map[int]bool{2047: true, 2048: true, 2049: true, 4096: true, 4097: false, 1 << 20: false} {
		uri := "wimse://trusted.example/"
		uri += strings.Repeat("a", length-len(uri))
		_, refusal := latest().Parse(uri)
		if (refusal == nil) != good {
			t.Errorf("%d bytes: %v", length, refusal)
		}
		if refusal != nil && (refusal.Requirement != "ID-LEN-REJECT" || len(refusal.Detail) > 100) {
			t.Errorf("%d bytes: %.200v", length, refusal)
		}
	}
}

func TestRefusalNamesNothingSecret(t *testing.T) {
	_, refusal := latest().Parse("wimse://user:password@x/a")
	if refusal == nil || strings.Contains(refusal.Error(), "password") {
		t.Errorf("%v", refusal)
	}
}

// TestSameMeansEqualTexts holds identifiers that RFC 3986 lets be normalised apart.
func TestSameMeansEqualTexts(t *testing.T) {
	r := latest()
	texts := []string{
		"wimse://x/a", "WIMSE://x/a", "wimse://X/a", "wimse://x/A", "wimse://x/%61", "wimse://x/a/", "wimse://x//a",
		"wimse://x/./a", "wimse://x", "wimse://x/", "wimse://x./a", "spiffe://x/a",
	}
	for i, a := range texts {
		for j, b := range texts {
			refusal := r.Same(must(t, r, a), must(t, r, b))
			if (refusal == nil) != (i == j) {
				t.Errorf("%s and %s: %v", a, b, refusal)
			}
			if refusal != nil && refusal.Requirement != "ID-COMPARE-FULL" {
				t.Errorf("%s and %s: %v", a, b, refusal)
			}
		}
	}
}

func must(t *testing.T, r *identifier.Reader, uri string) identifier.ID {
	t.Helper()
	id, refusal := r.Parse(uri)
	if refusal != nil {
		t.Fatalf("%s: %v", uri, refusal)
	}
	return id
}

// TestOlderRevisionsAreLooser: what identifier-02 excludes, earlier texts let be.
func TestOlderRevisionsAreLooser(t *testing.T) {
	for _, tc := range []struct{ profile, uri, domain string }{
		{"s2s-00", "wimse:workload-a", ""},
		{"s2s-00", "/workload-a", ""},
		{"s2s-05", "wimse://x:8443/a", "x"},
		{"s2s-07", "wimse://trusted.example@untrusted.example/a", "untrusted.example"},
		{"2025-11", "wimse://x/a?b", "x"},
	} {
		old := identifier.New(spec.Must(tc.profile), check.Faults{})
		if id, refusal := old.Parse(tc.uri); refusal != nil || id.TrustDomain != tc.domain {
			t.Errorf("%s in %s: domain %q, %v", tc.uri, tc.profile, id.TrustDomain, refusal)
		}
		if _, refusal := latest().Parse(tc.uri); refusal == nil {
			t.Errorf("%s is accepted in latest as well", tc.uri)
		}
	}
}

var samples = []string{
	"wimse://trusted.example/workload-a", "spiffe://x/ns/a%20b", "wimse://x//a/", "wimse://x/a:b@c", "wimse://x",
	"wimse://a%2Db/c", "wimse:a", "//x/a", "wimse://x:1/a", "wimse://u@x/a", "wimse://[::1]/a", "wimse://x/a?b#c",
	"wimse://192.0.2.1/a", "wimse://x/%zz", "a:b", "1a:b", "", "wimse://x/\n", "wimse://[v1.x]/a", "wimse://x:y/a",
}

// agreesWithStandard compares the parts with those that net/url finds, where that accepts as well. It
// refuses some hosts that RFC 3986 allows.
func agreesWithStandard(t *testing.T, id identifier.ID) {
	t.Helper()
	u, err := url.Parse(id.URI)
	if err != nil {
		return
	}
	samePath := u.EscapedPath() == id.Path || u.Path == mustUnescape(t, id.Path)
	if !strings.EqualFold(u.Scheme, id.Scheme) || !samePath {
		t.Errorf("%q: net/url finds scheme %q, path %q", id.URI, u.Scheme, u.EscapedPath())
	}
	if u.User != nil || u.Port() != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		t.Errorf("%q: net/url finds more in it: %#v", id.URI, u)
	}
	if u.Host != mustUnescape(t, id.TrustDomain) {
		t.Errorf("%q: net/url finds host %q", id.URI, u.Host)
	}
}

func mustUnescape(t *testing.T, s string) string {
	t.Helper()
	out, err := url.PathUnescape(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return out
}

func FuzzParse(f *testing.F) {
	for _, s := range samples {
		f.Add(s)
	}
	for _, s := range fuzztest.Vectors(f).Identifiers {
		f.Add(s)
	}
	r := latest()
	f.Fuzz(func(t *testing.T, uri string) {
		id, refusal := r.Parse(uri)
		if refusal != nil {
			fuzztest.Line(t, refusal)
			if id != (identifier.ID{}) || refusal.Requirement == "" || len(refusal.Detail) > 200 {
				t.Errorf("%q is refused and gives %+v, %v", uri, id, refusal)
			}
			return
		}
		holdsParts(t, r, id)
		agreesWithStandard(t, id)
	})
}

// holdsParts asks that an identifier is the sum of its parts and holds nothing else.
func holdsParts(t *testing.T, r *identifier.Reader, id identifier.ID) {
	t.Helper()
	sum := id.Scheme + "://" + id.TrustDomain + id.Path
	if again, refusal := r.Parse(sum); sum != id.URI || refusal != nil || again != id {
		t.Errorf("%q is read as %+v, and its parts as %+v, %v", id.URI, id, again, refusal)
	}
	if id.Scheme == "" || id.TrustDomain == "" || len(id.URI) > 4096 {
		t.Errorf("%q lacks a part or is too long", id.URI)
	}
	if strings.ContainsAny(id.URI, "?#") || strings.ContainsAny(id.TrustDomain, "@:/") {
		t.Errorf("%q holds what must not be there", id.URI)
	}
	if id.Path != "" && id.Path[0] != '/' {
		t.Errorf("%q has the path %q", id.URI, id.Path)
	}
	for _, b := range []byte(id.URI) {
		if b <= ' ' || b >= 0x7f {
			t.Errorf("%q holds the byte %#x", id.URI, b)
		}
	}
}
