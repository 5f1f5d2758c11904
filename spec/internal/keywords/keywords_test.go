package keywords_test

import (
	"bytes"
	"cmp"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/spec/internal/keywords"
)

var update = flag.Bool("update", false, "write spec/keywords.yaml anew from the texts")

const root = "../../.."

// texts gives the folder of the drafts. They are no part of the repository, so the tests that read
// them are skipped where they are not at hand, in CI too.
func texts(t *testing.T) string {
	t.Helper()
	folder := cmp.Or(os.Getenv("WIMSESPEC_SPECS"), filepath.Join(root, "../shared/specs"))
	if _, err := os.Stat(folder); err != nil {
		t.Skipf("the texts of the drafts are not at hand (WIMSESPEC_SPECS): %v", err)
	}
	return folder
}

// read gives the data anew, and the text of each sentence by its hash.
func read(t *testing.T) (documents []spec.Text, text map[string]keywords.Sentence) {
	t.Helper()
	folder := texts(t)
	text = map[string]keywords.Sentence{}
	for _, revision := range keywords.Revisions() {
		sentences, err := keywords.Load(folder, revision)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sentences {
			text[s.Hash] = s
		}
		documents = append(documents, keywords.Document(revision, sentences))
	}
	return documents, text
}

// The data are what the texts say. With -update the file is written instead.
func TestDataFollowTheTexts(t *testing.T) {
	documents, _ := read(t)
	var want bytes.Buffer
	if err := keywords.Write(&want, documents); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "spec/keywords.yaml")
	if *update {
		if err := os.WriteFile(file, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want.Bytes()) {
		t.Errorf("spec/keywords.yaml is not what the texts say; run this test with -update (%v)", err)
	}
	if !reflect.DeepEqual(spec.Texts(), documents) {
		t.Error("spec/keywords.yaml is read otherwise than it is written")
	}
}

// Every sentence of the texts has its statements, word for word; the report shows what was not read.
func TestEverySentenceIsRead(t *testing.T) {
	documents, text := read(t)
	words := map[string][]string{}
	for _, s := range spec.Statements() {
		words[s.Sentence] = append(words[s.Sentence], s.Word)
	}
	for _, d := range documents {
		for _, section := range d.Sections {
			for _, hash := range section.Sentences {
				if s := text[hash]; !slices.Equal(words[hash], s.Words) {
					t.Errorf("%s, Section %s: statements.yaml has %q for %s, the text has %q: %s",
						d.Revision, section.Number, words[hash], hash, s.Words, s.Text)
				}
			}
		}
	}
}
