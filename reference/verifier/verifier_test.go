package verifier_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/spec"
)

// object is JSON whose members the tests change.
type object = map[string]any

// minted reads a vector file of the tree.
func minted(t *testing.T, profile, mechanism string) object {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../vectors", profile, mechanism+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file object
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file
}

// alone is a file that holds one vector of another, with nothing that gives its answer away.
func alone(file, vector object) object {
	one, v := object{}, object{}
	for name, value := range file {
		one[name] = value
	}
	for name, value := range vector {
		v[name] = value
	}
	for _, name := range []string{"result", "requirements", "comment"} {
		delete(v, name)
	}
	delete(one, "observations")
	var steps []any
	for _, s := range v["steps"].([]any) {
		step := object{}
		for name, value := range s.(object) {
			if name != "expect" && name != "answer" {
				step[name] = value
			}
		}
		steps = append(steps, step)
	}
	v["steps"], one["vectors"] = steps, []any{v}
	return one
}

func post(t *testing.T, h http.Handler, file any) *httptest.ResponseRecorder {
	t.Helper()
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, "/verify", bytes.NewReader(text)))
	return rec
}

func answered(t *testing.T, h http.Handler, file any) verifier.Answer {
	t.Helper()
	rec := post(t, h, file)
	var a verifier.Answer
	if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil || rec.Code != 200 {
		t.Fatalf("status %d: %s", rec.Code, rec.Body)
	}
	return a
}

func handler(faults ...string) http.Handler {
	return verifier.New(verifier.Config{Profile: spec.Must("latest"), Faults: check.With(faults...)})
}

func vectorOf(t *testing.T, file object, id string) object {
	t.Helper()
	for _, v := range file["vectors"].([]any) {
		if v.(object)["id"] == id {
			return v.(object)
		}
	}
	t.Fatalf("there is no vector %s", id)
	return nil
}

// TestEveryVectorOfTheTree: over HTTP, each vector comes out as its file says, whatever the verifier's
// own profile is.
func TestEveryVectorOfTheTree(t *testing.T) {
	for _, profile := range []string{"latest", "2025-11", "s2s-07", "s2s-01"} {
		for _, m := range spec.Mechanisms {
			t.Run(profile+"/"+string(m), func(t *testing.T) {
				h, file := handler(), minted(t, profile, string(m))
				for _, v := range file["vectors"].([]any) {
					expectAnswer(t, answered(t, h, alone(file, v.(object))), v.(object))
				}
			})
		}
	}
}

func expectAnswer(t *testing.T, a verifier.Answer, v object) {
	t.Helper()
	steps := v["steps"].([]any)
	if string(a.Result) != v["result"] || len(a.Steps) != len(steps) {
		t.Errorf("%s: the answer is %+v, must be %s", v["id"], a, v["result"])
		return
	}
	for i, s := range steps {
		if string(a.Steps[i]) != s.(object)["expect"] {
			t.Errorf("%s: step %d: %s, must be %s", v["id"], i+1, a.Steps[i], s.(object)["expect"])
		}
	}
	if (a.Requirement == "") != (a.Result == verifier.Accept) {
		t.Errorf("%s: %s for %q", v["id"], a.Result, a.Requirement)
	}
}

func TestFaultsBendIt(t *testing.T) {
	file := minted(t, "latest", "wpt")
	one := alone(file, vectorOf(t, file, "wpt/wth-of-another-wit"))
	if a := answered(t, handler(), one); a.Result != "reject" || a.Requirement != "WPT-WTH-MATCH" {
		t.Errorf("without a fault it answers %+v", a)
	}
	if a := answered(t, handler("WPT-WTH-MATCH"), one); a.Result != "accept" || a.Detail != "" {
		t.Errorf("with the fault it answers %+v", a)
	}
}

func TestNothingIsRememberedBetweenFiles(t *testing.T) {
	file, h := minted(t, "latest", "wpt"), handler()
	one := alone(file, vectorOf(t, file, "wpt/valid"))
	for range 2 {
		if a := answered(t, h, one); a.Result != "accept" {
			t.Errorf("it answers %+v", a)
		}
	}
}

func TestSignaturesAreCounted(t *testing.T) {
	for mechanism, want := range map[string]int{"wpt": 2, "mtls": 1} {
		checked, file := &jose.Tally{}, minted(t, "latest", mechanism)
		id := map[string]string{"wpt": "wpt/valid", "mtls": "mtls/client"}[mechanism]
		h := verifier.New(verifier.Config{Profile: spec.Must("latest"), Checked: checked})
		answered(t, h, alone(file, vectorOf(t, file, id)))
		if got := checked.Counts()["ES256"]; got != want {
			t.Errorf("%s: counted are %d signatures, must be %d", id, got, want)
		}
	}
}

func TestOwnProfileHoldsWhereNoneIsNamed(t *testing.T) {
	file := minted(t, "s2s-01", "wpt")
	one := alone(file, vectorOf(t, file, "wpt/valid"))
	delete(one, "profile")
	rec := post(t, handler(), one)
	want := `revision is \"s2s-protocol-01\", and profile latest has \"wpt-02\"`
	if rec.Code != 400 || !strings.Contains(rec.Body.String(), want) {
		t.Errorf("status %d: %s", rec.Code, rec.Body)
	}
}
