package minted_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// telling are the members that give the answer away.
var telling = []string{"result", "requirements", "comment"}

// tellingInStep are those of a step.
var tellingInStep = []string{"expect", "answer", "signature_base"}

// TestAskedFilesGiveNothingAway compares each file with the vector in the set: it is the same but for
// the members that tell.
func TestAskedFilesGiveNothingAway(t *testing.T) {
	set := mint(t, "latest")
	asker, err := minted.NewAsker(set.Profile)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range set.Files {
		for _, v := range slices.Concat(f.Vectors, f.Observations) {
			text, _, err := asker.File(spec.Mechanism(f.Mechanism), v)
			if err != nil {
				t.Fatal(err)
			}
			want := f
			want.Vectors, want.Observations = []vector.Vector{v}, nil
			if got, want := plain(t, text), without(t, minted.Encode(want)); got != want {
				t.Fatalf("%s: asked is\n%s\nand must be\n%s", v.ID, got, want)
			}
			var read verifier.File
			if err := json.Unmarshal(text, &read); err != nil || len(read.Vectors) != 1 {
				t.Errorf("%s: the verifier reads %d vectors: %v", v.ID, len(read.Vectors), err)
			}
		}
	}
}

// TestPinnedRevisionsAreNoProfile: a name that nobody can look up is not in what is asked.
func TestPinnedRevisionsAreNoProfile(t *testing.T) {
	pinned, err := spec.Pin(spec.Must("latest"), spec.Revisions{WPT: "wpt-01"})
	if err != nil {
		t.Fatal(err)
	}
	for p, want := range map[*spec.Profile]string{
		pinned: "", spec.Must("latest+http-signature-06"): "latest+http-signature-06",
	} {
		asker, err := minted.NewAsker(p)
		if err != nil {
			t.Fatal(err)
		}
		text, _, err := asker.File(spec.MechanismWPT, vector.Vector{ID: "wpt/a"})
		var read verifier.File
		if err = errors.Join(err, json.Unmarshal(text, &read)); err != nil || read.Profile != want {
			t.Errorf("profile is %q, must be %q: %v", read.Profile, want, err)
		}
		if read.Revision != p.Revisions.WPT {
			t.Errorf("revision is %q", read.Revision)
		}
	}
}

// plain writes JSON with its members in order.
func plain(t *testing.T, text []byte) string {
	t.Helper()
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		t.Fatal(err)
	}
	sorted, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	return string(sorted)
}

// without removes what tells from a file.
func without(t *testing.T, text []byte) string {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	v := file["vectors"].([]any)[0].(map[string]any)
	for _, name := range telling {
		delete(v, name)
	}
	for _, s := range v["steps"].([]any) {
		for _, name := range tellingInStep {
			delete(s.(map[string]any), name)
		}
	}
	sorted, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(sorted)
}
