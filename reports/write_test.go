package reports

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

func TestWrite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	want := hostile()
	for _, r := range []*Results{passing(), want} {
		if err := Write(dir, r); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got Results
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for i, c := range want.Cases {
		if got.Cases[i].Comment != c.Comment {
			t.Errorf("case %d: the comment came back as %.80q", i, got.Cases[i].Comment)
		}
	}
	for _, r := range string(data) {
		if r != '\n' && !unicode.IsPrint(r) {
			t.Fatalf("results.json holds %U as it is", r)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != len(formats) {
		t.Errorf("%d files, want %d: %v", len(files), len(formats), files)
	}
}

func TestWriteErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken := t.TempDir()
	if err := os.MkdirAll(filepath.Join(taken, "results.json", "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{file, taken} {
		if err := Write(dir, passing()); err == nil || !strings.HasPrefix(err.Error(), "reports: ") {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if files, _ := os.ReadDir(taken); len(files) != 1 {
		t.Errorf("a failed write leaves files behind: %v", files)
	}
}
