package examine_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/examples/examine"
)

// TestDigestReadings has a body that ends in each way that print does not show, and asks which one is
// named. Where no length says so, a line break that belongs to the body is odd.
func TestDigestReadings(t *testing.T) {
	for _, c := range []struct{ body, printed, name string }{
		{"One.", "One.\n", "the body without a line break at its end"},
		{"One.\n", "One.\n", "the body with a line feed at its end"},
		{"One.\r\n", "One.\n", "the body with CR LF at its end"},
		{"One.\n\n", "One.\n", "the body with two line feeds at its end"},
		{"One.\r\nTwo.", "One.\nTwo.\n", "the body with CR LF between its lines"},
		{"", "", "empty content"},
	} {
		for _, length := range []string{"", fmt.Sprintf("Content-Length: %d\n", len(c.body))} {
			sum := sha256.Sum256([]byte(c.body))
			d := &draft.Document{Name: "draft-ietf-wimse-http-signature-07", Form: draft.FormText}
			d.Add(draft.Figure{Number: 1, Title: "Response", Printed: "HTTP/1.1 200 OK\n" + length +
				"Content-Digest: sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":\n\n" + c.printed})
			report := must(examine.Judge(d, "", nil))(t)
			if !has(report, 1, "content-digest", examine.Pass, "is that of "+c.name) || report.Failed() {
				t.Errorf("%q: %+v", c.body, report)
			}
			odd := length == "" && c.body != "" && c.name != "the body without a line break at its end"
			if got := oddly(of(report, 1), "content-digest"); got != odd {
				t.Errorf("%q: odd is %t", c.body+length, got)
			}
		}
	}
}

func oddly(r examine.Result, check string) bool {
	for _, f := range r.Findings {
		if f.Check == check {
			return f.Odd
		}
	}
	return false
}

// TestWidth holds the lines of a figure to those of an RFC.
func TestWidth(t *testing.T) {
	for columns, want := range map[int]examine.Verdict{69: examine.Pass, 72: examine.Pass, 73: examine.Fail} {
		d := &draft.Document{Form: draft.FormText}
		head := "HTTP/1.1 200 OK\nSignature: "
		d.Add(draft.Figure{Number: 1, Section: "1 A", Title: "Response",
			Printed: head + strings.Repeat("x", columns-len("Signature: ")) + "\n\n"})
		report := must(examine.Judge(d, "", nil))(t)
		if !has(report, 1, "width", want, fmt.Sprintf("%d columns", columns)) ||
			oddly(of(report, 1), "width") != (columns == 72) {
			t.Errorf("%d: %+v", columns, of(report, 1))
		}
	}
}

// TestTypes judges tokens and requests by revisions that have other names for them, and has what is
// right beside it.
func TestTypes(t *testing.T) {
	for _, c := range []struct {
		folder, revision, check string
		figure                  int
		wrong                   string
	}{
		{"workload-creds-02", "s2s-03", "wit-type", 2, `typ of the WIT is "wit+jwt"`},
		{"wpt-02", "s2s-03", "wpt-type", 2, `typ of the proof is "wpt+jwt"`},
		{"wpt-02", "wpt-01", "field", 5, "the proof is in Authorization; this revision has it in"},
	} {
		d := printed(t, c.folder)
		if own := must(examine.Judge(d, "", nil))(t); has(own, c.figure, c.check, examine.Fail, "") {
			t.Errorf("%s fails %s: %+v", c.folder, c.check, of(own, c.figure))
		}
		other := must(examine.Judge(d, c.revision, nil))(t)
		if !has(other, c.figure, c.check, examine.Fail, c.wrong) {
			t.Errorf("%s as %s: %+v", c.folder, c.revision, of(other, c.figure))
		}
	}
}

// TestAudience has a recipient by another name, which revisions allow or not.
func TestAudience(t *testing.T) {
	for revision, want := range map[string]examine.Verdict{"s2s-00": examine.Fail, "latest": examine.Unchecked} {
		d := changed(t, printed(t, "wpt-02"), 5, "Host: w", "Host: v")
		report := must(examine.Judge(d, revision, nil))(t)
		if !has(report, 5, "audience", want, "the target URI is https://v") {
			t.Errorf("%s: %+v", revision, of(report, 5))
		}
	}
}

// TestTogether puts what another example has into a figure that agrees with its document.
func TestTogether(t *testing.T) {
	creds := printed(t, "workload-creds-02")
	field := func(d *draft.Document, n int) string {
		for _, f := range d.Figures {
			if f.Number == n {
				return f.Printed
			}
		}
		return ""
	}
	older := printed(t, "s2s-protocol-03")
	for name, c := range map[string]struct {
		document *draft.Document
		figure   int
		check    string
		detail   string
	}{
		"another WIT in the field": {changed(t, creds, 8, field(creds, 8), field(older, 8)),
			8, "same-token", "is not that of Figure 2"},
		"another key of the issuer": {changed(t, creds, 6, field(creds, 6), field(older, 6)),
			2, "wit-signature", "does not verify under the key in Figure 6"},
	} {
		report := must(examine.Judge(c.document, "", nil))(t)
		if !has(report, c.figure, c.check, examine.Fail, c.detail) {
			t.Errorf("%s: %+v", name, of(report, c.figure))
		}
	}
}

// TestNonceNotAsked has a response without the nonce of a request that asks for no signature.
func TestNonceNotAsked(t *testing.T) {
	d := changed(t, printed(t, "http-signature-06"), 4, `;wimse-req-nonce="abcd1111"`, ``)
	d = changed(t, d, 2, ";wimse-sign-response", "")
	report := must(examine.Judge(d, "", nil))(t)
	if has(report, 4, "parameters", examine.Fail, "") ||
		!has(report, 4, "parameters", examine.Pass, "no wimse-req-nonce") {
		t.Errorf("%+v", of(report, 4))
	}
}
