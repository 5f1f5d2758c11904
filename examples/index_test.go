package examples_test

import (
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// wanted are the documents whose examples must be here, so that nothing passes by being absent.
var wanted = []string{
	"workload-creds-00", "workload-creds-01", "workload-creds-02", "wpt-01", "wpt-02",
	"s2s-protocol-03", "s2s-protocol-07", "http-signature-00", "http-signature-07",
}

func TestIndexComplete(t *testing.T) {
	var folders, listed []string
	for _, d := range must(examples.Published())(t) {
		folders = append(folders, d.Folder)
		listed = append(listed, d.Keys.Issuer.Folder+"/"+d.Keys.Issuer.File,
			d.Keys.Workload.Folder+"/"+d.Keys.Workload.File)
		for _, f := range d.Figures {
			listed = append(listed, d.Folder+"/"+f.File)
		}
	}
	for _, w := range wanted {
		if !slices.Contains(folders, w) {
			t.Errorf("%s is missing", w)
		}
	}
	for _, name := range must(filepath.Glob("published/*/*"))(t) {
		rel := filepath.ToSlash(must(filepath.Rel("published", name))(t))
		if !slices.Contains(listed, rel) {
			t.Errorf("%s is not in the index", rel)
		}
	}
}

// TestIndexExplains asks for a reason and how it was confirmed wherever something is amiss.
func TestIndexExplains(t *testing.T) {
	for _, d := range must(examples.Published())(t) {
		for _, f := range d.Figures {
			amiss := f.Outcome == examples.OutcomeFails || f.Outcome == examples.OutcomeDiffers
			if amiss != (len(f.Reasons) > 0) || amiss != (f.Confirmed != "") {
				t.Errorf("%s/%s %s, reasons %q, confirmed %q",
					d.Folder, f.File, f.Outcome, f.Reasons, f.Confirmed)
			}
		}
	}
}

// TestDecoded compares the decoded members that are printed with those of the token.
func TestDecoded(t *testing.T) {
	for _, d := range must(examples.Published())(t) {
		for _, f := range d.Figures {
			if f.Kind == examples.KindHeader || f.Kind == examples.KindClaims {
				t.Run(d.Folder+"/"+f.File, func(t *testing.T) { compare(t, d, f) })
			}
		}
	}
}

func compare(t *testing.T, d examples.Document, f examples.Figure) {
	printed := must(jose.ParseObject(must(d.Text(f.File))(t)))(t).Members
	token := decoded(t, d, f)
	var differing []string
	for name := range token {
		if !reflect.DeepEqual(printed[name], token[name]) {
			differing = append(differing, name)
		}
	}
	for name := range printed {
		if _, there := token[name]; !there {
			differing = append(differing, name)
		}
	}
	slices.Sort(differing)
	if !slices.Equal(differing, f.Reasons) {
		t.Errorf("differing in %q, recorded %q", differing, f.Reasons)
	}
}

// decoded gives the part that a figure shows of the token that it is of.
func decoded(t *testing.T, d examples.Document, f examples.Figure) map[string]any {
	i := slices.IndexFunc(d.Figures, func(g examples.Figure) bool { return g.File == f.Of })
	if i < 0 {
		t.Fatalf("no figure is %q", f.Of)
	}
	req := must(d.Message(d.Figures[i]))(t)
	text := req.Fields[0].Value()
	if d.Figures[i].Kind == examples.KindWPT {
		text = proofOf(t, d, req)
	}
	token := must(jose.Parse(text))(t)
	if f.Kind == examples.KindHeader {
		return token.Header.Members
	}
	return token.Claims.Members
}

// TestRequestTarget holds the audience against the request that is printed, and its body.
func TestRequestTarget(t *testing.T) {
	eachMessage(t, func(t *testing.T, d examples.Document, f examples.Figure) {
		if f.Kind != examples.KindRequest {
			return
		}
		req := must(d.Message(f))(t)
		if req.Method != "POST" || req.URL != d.Audience {
			t.Errorf("%s %s, audience %s", req.Method, req.URL, d.Audience)
		}
		if body := string(req.Body); body != `{"do stuff":"please"}` {
			t.Errorf("body %q", body)
		}
	})
}
