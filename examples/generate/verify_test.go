package generate_test

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples/fold"
	"github.com/wimsespec/wimsespec/examples/generate"
)

// TestAltered changes a character in the middle of each file, and folds what came of it, so that
// nothing but the examples themselves can be at fault.
func TestAltered(t *testing.T) {
	w := made(t, "latest")
	for _, name := range w.files.Names() {
		if strings.HasSuffix(name, generate.FoldedEnding) {
			continue
		}
		for _, at := range []int{5, 2, 7} {
			bad := maps.Clone(w.files)
			bad[name] = alter(w.files[name], len(w.files[name])*at/10)
			refold(t, bad, name)
			if err := generate.Verify(w.profile, w.scenario, bad); err == nil {
				t.Errorf("%s was altered at %d/10 and is accepted:\n%s", name, at, bad[name])
			}
		}
	}
}

// alter changes the first letter or digit from a place on.
func alter(text []byte, at int) []byte {
	text = bytes.Clone(text)
	for bytes.IndexByte([]byte("\n \":{},._/-+=;()[]"), text[at]) >= 0 {
		at++
	}
	text[at] = map[bool]byte{true: 'q', false: 'A'}[text[at] == 'A']
	return text
}

func refold(t *testing.T, files generate.Files, name string) {
	t.Helper()
	folded, err := fold.Fold(string(files[name]), fold.Width, fold.Auto)
	if err != nil {
		t.Fatal(err)
	}
	files[name+generate.FoldedEnding] = []byte(folded)
}

// TestFoldedFormMustBeOfTheFile leaves the folded form of another file in its place.
func TestFoldedFormMustBeOfTheFile(t *testing.T) {
	w := made(t, "latest")
	for _, name := range []string{"wit.txt", "mtls-ca.txt", "sigs-svcc-jwk.txt"} {
		bad := maps.Clone(w.files)
		bad[name+".out"] = w.files["wpt.txt.out"]
		err := generate.Verify(w.profile, w.scenario, bad)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOtherProfile has what was made for one profile be refused in another.
func TestOtherProfile(t *testing.T) {
	w, old := made(t, "latest"), made(t, "s2s-03")
	if err := generate.Verify(w.profile, w.scenario, old.files); err == nil {
		t.Error("s2s-03 passes for latest")
	}
}
