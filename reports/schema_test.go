package reports

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/wimsespec/wimsespec/spec"
)

func compiled(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("urn:wimsespec:results:v1", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:wimsespec:results:v1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// document gives results as a reader in another language sees them.
func document(t *testing.T, r *Results) any {
	t.Helper()
	var b bytes.Buffer
	if err := renderJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestResultsSatisfyTheSchema(t *testing.T) {
	s := compiled(t)
	latest := spec.Must("latest")
	for name, r := range map[string]*Results{
		"failing": failing(), "passing": passing(), "vague": vague(), "unreachable": unreachable(),
		"zero":     build(Run{}, nil, fakeCatalogue()),
		"hostile":  hostile(),
		"latest":   Build(fakeRun(), []Case{fakeCase("wpt/a", Fail, "WPT-WTH-MATCH")}, latest),
		"no cases": Build(fakeRun(), nil, latest),
	} {
		if err := s.Validate(document(t, r)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// optional are the members that may be absent; every other one is promised to readers.
var optional = []string{"sent", "received", "curl", "signature_base"}

func TestSchemaHoldsEveryMember(t *testing.T) {
	s := compiled(t)
	doc := document(t, failing())
	n := 0
	eachMember(doc, func(path string, object map[string]any, name string) {
		n++
		saved := object[name]
		delete(object, name)
		err := s.Validate(doc)
		if may := slices.Contains(optional, name); may != (err == nil) {
			t.Errorf("%s.%s absent: optional is %v, but the schema says: %v", path, name, may, err)
		}
		object[name] = []any{json.Number("1")}
		if s.Validate(doc) == nil {
			t.Errorf("%s.%s: the schema allows a value of any type", path, name)
		}
		object[name] = saved
	})
	if err := s.Validate(doc); err != nil || n < 50 {
		t.Fatalf("after %d members: %v", n, err)
	}
}

// eachMember visits the members of every object in a document.
func eachMember(v any, visit func(path string, object map[string]any, name string)) {
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for name := range v {
				visit(path, v, name)
				walk(path+"."+name, v[name])
			}
		case []any:
			for _, item := range v {
				walk(path+"[]", item)
			}
		}
	}
	walk("$", v)
}

func TestSchemaHoldsTheWords(t *testing.T) {
	s := compiled(t)
	for name, breakIt := range map[string]func(*Results){
		"schema":              func(r *Results) { r.Schema = "wimsespec/results/v2" },
		"verdict of the run":  func(r *Results) { r.Summary.Verdict = Met },
		"pass with a reason":  func(r *Results) { r.Summary.Verdict = Pass },
		"fail without one":    func(r *Results) { r.Summary.Reason = "" },
		"verdict of a case":   func(r *Results) { r.Cases[0].Verdict = Met },
		"gate":                func(r *Results) { r.Cases[0].Gate = "maybe" },
		"pass with a command": func(r *Results) { r.Cases[0].Curl = "curl" },
		"pass with a base":    func(r *Results) { r.Cases[0].SignatureBase = "x" },
		"not met, no reason":  func(r *Results) { r.Requirements[4].Reason = "" },
		"negative count":      func(r *Results) { r.Summary.Cases.Fail = -1 },
		"cases repeated":      func(r *Results) { r.Requirements[4].Cases = []string{"a", "a"} },
	} {
		r := failing()
		breakIt(r)
		if s.Validate(document(t, r)) == nil {
			t.Errorf("%s: the schema lets it pass", name)
		}
	}
}
