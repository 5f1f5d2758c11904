package examine_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

// printed gives a document that is kept in this project.
func printed(t *testing.T, folder string) *draft.Document {
	t.Helper()
	for _, d := range must(examples.Published())(t) {
		if d.Folder == folder {
			return must(d.Printed())(t)
		}
	}
	t.Fatalf("%s is not there", folder)
	return nil
}

// changed replaces a text in one figure.
func changed(t *testing.T, d *draft.Document, figure int, from, to string) *draft.Document {
	t.Helper()
	out := *d
	out.Figures = nil
	for _, f := range d.Figures {
		if f.Number == figure {
			if !strings.Contains(f.Printed, from) {
				t.Fatalf("figure %d has no %q", figure, from)
			}
			f.Printed = strings.Replace(f.Printed, from, to, 1)
		}
		out.Add(f)
	}
	return &out
}

// TestChecks puts one fault at a time into a figure that is right, and asks which check says what.
func TestChecks(t *testing.T) {
	for name, c := range mistakes {
		t.Run(name, func(t *testing.T) {
			d := changed(t, printed(t, c.folder), c.figure, c.from, c.to)
			report := must(examine.Judge(d, "", nil))(t)
			if !has(report, c.figure, c.check, c.verdict, c.detail) {
				t.Errorf("nothing of %s %s %q in %+v", c.check, c.verdict, c.detail, of(report, c.figure))
			}
		})
	}
}

// mistakes are put into a figure of a published document by changing its text.
var mistakes = map[string]struct {
	folder   string
	figure   int
	from, to string
	check    string
	verdict  examine.Verdict
	detail   string
}{
	"another private key": {"http-signature-07", 1, `"d": "f`, `"d": "g`,
		"key-pair", examine.Fail, "another public key"},
	"private key without d": {"http-signature-07", 1, `"d"`, `"use"`,
		"key-pair", examine.Fail, "has no d"},
	"alg that does not fit": {"http-signature-07", 1, `"alg": "Ed25519"`, `"alg": "ES256"`,
		"jwk", examine.Fail, "alg does not fit"},
	"member that nobody knows": {"workload-creds-02", 5, `"crv"`, `"x-a": "b", "crv"`,
		"jwk", examine.Unchecked, `"x-a" is not one that`},
	"member twice": {"workload-creds-02", 5, `"crv"`, `"kid": "a", "kid": "b", "crv"`,
		"jwk", examine.Fail, "kid"},
	"another kid": {"http-signature-07", 1, "svc-a-key", "svc-x-key",
		"confirmed", examine.Fail, "kid is svc-x-key, and svc-a-key in cnf.jwk"},
	"issuer's other kid": {"workload-creds-02", 6, "June 5", "June 6",
		"issuer", examine.Fail, `its kid is "June 6"`},
	"no JSON": {"workload-creds-02", 3, `{`, ``, "decoded", examine.Fail, "no JSON object"},
	"header differs": {"workload-creds-02", 3, "June 5", "June 6",
		"decoded", examine.Fail, "kid is printed as June 6, the token has June 5"},
	"claim left out": {"workload-creds-02", 4, `"iat": 1745508910,`, ``,
		"decoded", examine.Fail, "iat is not printed"},
	"claim too many": {"workload-creds-02", 4, `"iat"`, `"nbf": 1, "iat"`,
		"decoded", examine.Fail, "nbf is not in the token"},
	"altered WIT": {"workload-creds-02", 2, "y13b3", "y13b4", "", examine.Fail, ""},
	"request for another place": {"wpt-02", 5, "Host: w", "Host: v",
		"audience", examine.Unchecked, "a deployment may have other values"},
	"no Host": {"wpt-02", 5, "Host: workload.example.com\n", "",
		"message", examine.Pass, "no Host field"},
	"no issuer key": {"wpt-02", 5, "Host", "Host", "wit-signature", examine.Unchecked,
		"no key of the issuer"},
	"altered request": {"http-signature-07", 2, "vanilla", "chocolate",
		"message-signature", examine.Fail, "does not verify under cnf.jwk"},
	"altered body": {"http-signature-07", 6, "vanilla", "chocola",
		"content-digest", examine.Fail, "in no reading"},
	"altered length": {"http-signature-07", 4, "Content-Length: 20", "Content-Length: 19",
		"content-length", examine.Fail, "it is 19"},
	"without the digest": {"http-signature-07", 6, "Content-Digest:", "Content-Digests:",
		"content-digest", examine.Fail, "there is a body, and no Content-Digest"},
	"component left out": {"http-signature-07", 2, `"@query" `, ``,
		"components", examine.Fail, "@query"},
	"parameter forbidden": {"http-signature-07", 2, `;created=`, `;keyid="a";created=`,
		"parameters", examine.Fail, "keyid, which this revision forbids"},
	"another tag": {"http-signature-06", 2, "workload\"", "workloads\"",
		"parameters", examine.Fail, "tag is"},
	"another nonce": {"http-signature-07", 4, `nonce="abcd1111"`, `nonce="abcd1112"`,
		"parameters", examine.Fail, "wimse-req-nonce is"},
	"one label only": {"http-signature-07", 2, "Signature: sig1", "Signature: sig2",
		"message-signature", examine.Fail, "label"},
	"spaces too many": {"http-signature-07", 2, `("@method" `, `("@method"  `,
		"message-signature", examine.Fail, "canonical form"},
	"token left out": {"wpt-02", 5, "Authorization: WPT eyJ", "Authorization: WPT eyJ...",
		"token", examine.Unchecked, "is abridged"},
	"key left out": {"workload-creds-02", 5, `"OKP"`, `"OKP", ...`,
		"jwk", examine.Unchecked, "is abridged"},
	"claims left out": {"workload-creds-02", 4, `"iat": 1745508910,`, `...`,
		"decoded", examine.Unchecked, "is abridged"},
	"key of another kind": {"workload-creds-02", 5, `"OKP"`, `"AKP"`,
		"jwk", examine.Unchecked, "kty AKP"},
	"nonce not repeated": {"http-signature-06", 4, `;wimse-req-nonce="abcd1111"`, ``,
		"parameters", examine.Fail, "there is no wimse-req-nonce"},
	"folded wrongly": {"wpt-02", 2, "================\n\n", "================\n",
		"folding", examine.Fail, "cannot be unfolded"},
	"expires before created": {"http-signature-07", 2, "expires=17", "expires=16",
		"times", examine.Fail, "before it was created"},
	"good for years": {"http-signature-07", 2, "expires=17", "expires=18",
		"times", examine.Fail, "to be short"},
	"created before the WIT": {"http-signature-07", 2, "created=17894", "created=17893",
		"times", examine.Fail, "before its WIT was issued"},
	"created when the WIT was over": {"http-signature-07", 2, "created=1789405", "created=1789406",
		"times", examine.Fail, "had expired"},
}

func has(r examine.Report, figure int, check string, v examine.Verdict, detail string) bool {
	for _, f := range of(r, figure).Findings {
		if (check == "" || f.Check == check) && f.Verdict == v && strings.Contains(f.Detail, detail) {
			return true
		}
	}
	return false
}

func of(r examine.Report, figure int) examine.Result {
	for _, one := range r.Results {
		if one.Figure == figure {
			return one
		}
	}
	return examine.Result{}
}

// TestOtherRevision judges a document by a revision that is not its own.
func TestOtherRevision(t *testing.T) {
	d := printed(t, "http-signature-06")
	for revision, want := range map[string]string{
		"http-signature-07": "not covered, and required in this revision: @path, @query",
		"s2s-02":            `tag is "wimse-workload-to-workload"`,
	} {
		report := must(examine.Judge(d, revision, nil))(t)
		if !has(report, 2, "", examine.Fail, want) {
			t.Errorf("%s: %+v", revision, of(report, 2))
		}
	}
	if _, err := examine.Judge(d, "no-such-thing", nil); err == nil {
		t.Error("a revision that does not exist is taken")
	}
}

// TestUnknown makes the checks of a document that nobody knows which need no revision.
func TestUnknown(t *testing.T) {
	d := printed(t, "http-signature-06")
	d.Name, d.Path = "draft-example-other-00", "other.md"
	report := must(examine.Judge(d, "", nil))(t)
	if report.Profile != "" || report.Failed() {
		t.Errorf("%+v", report)
	}
	if !has(report, 2, "message-signature", examine.Pass, "verifies") ||
		has(report, 2, "components", examine.Pass, "") {
		t.Errorf("%+v", of(report, 2))
	}
}

// TestWith has the keys of another document count, and not instead of the document's own.
func TestWith(t *testing.T) {
	creds, older := printed(t, "workload-creds-02"), printed(t, "s2s-protocol-03")
	report := must(examine.Judge(printed(t, "wpt-02"), "", []*draft.Document{creds}))(t)
	if !has(report, 5, "wit-signature", examine.Pass, "Figure 6 of workload-creds-02") {
		t.Errorf("%+v", of(report, 5))
	}
	report = must(examine.Judge(printed(t, "s2s-protocol-04"), "", []*draft.Document{older}))(t)
	if !has(report, 8, "wit-signature", examine.Fail, "but under the one in Figure 6 of s2s-protocol-03") {
		t.Errorf("%+v", of(report, 8))
	}
}

// must passes a value on, or ends the test with the error that came with it.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
