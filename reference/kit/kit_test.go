package kit_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
)

func sample() *kit.Kit {
	return &kit.Kit{
		Schema: kit.Schema, Notice: "test keys", Profile: "latest", Revisions: spec.Must("latest").Revisions,
		TrustDomains: map[string]trust.Material{"trusted.example": {
			Issuers: []string{"https://issuer.trusted.example"}, JWKS: json.RawMessage(`{"keys":[]}`),
			X509Authorities: []string{"first\n", "second\n"},
		}},
		Workloads: map[string]kit.Workload{"caller": {
			Identifier: "wimse://trusted.example/a", JWK: json.RawMessage(`{"kty":"EC"}`), WIT: "a.b.c",
			Certificate: "certificate\n", Key: "key\n",
		}},
		Recipient: kit.Recipient{
			URL: "http://localhost/", MTLSURL: "https://localhost/", Audience: "https://b",
			UnderstoodTokens: []string{"txn-token"},
		},
	}
}

func save(t *testing.T, k *kit.Kit, dir string) {
	t.Helper()
	if err := k.Save(dir); err != nil {
		t.Fatal(err)
	}
}

func TestLoadGivesWhatSaveWrote(t *testing.T) {
	dir := t.TempDir()
	save(t, sample(), dir)
	got, err := kit.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := sample()
	for _, k := range []*kit.Kit{got, want} { // indentation does not count
		normal(t, k)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it reads\n%+v, not\n%+v", got, want)
	}
}

func normal(t *testing.T, k *kit.Kit) {
	t.Helper()
	text, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	*k = kit.Kit{}
	if err := json.Unmarshal(text, k); err != nil {
		t.Fatal(err)
	}
}

func TestSaveWritesTheSameAsSeparateFiles(t *testing.T) {
	dir := t.TempDir()
	save(t, sample(), dir)
	want := map[string]string{
		"trusted.example.jwks.json": "{\"keys\":[]}\n", "trusted.example.ca.pem": "first\nsecond\n",
		"caller.jwk": "{\"kty\":\"EC\"}\n", "caller.wit": "a.b.c\n", "caller.crt": "certificate\n", "caller.key": "key\n",
	}
	for name, text := range want {
		if got := read(t, dir, name); got != text {
			t.Errorf("%s holds %q", name, got)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != len(want)+1 {
		t.Errorf("%d files, %v", len(entries), err)
	}
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestOnlyTheOwnerMayRead(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "kit")
	save(t, sample(), dir)
	if mode := modeOf(t, dir); mode != 0o700 {
		t.Errorf("the folder is %o", mode)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries { // as another program may have left them
		if err := os.Chmod(filepath.Join(dir, e.Name()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	save(t, sample(), dir)
	for _, e := range entries {
		if mode := modeOf(t, filepath.Join(dir, e.Name())); mode != 0o600 {
			t.Errorf("%s is %o", e.Name(), mode)
		}
	}
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestSaveOverwritesItsOwn(t *testing.T) {
	dir := t.TempDir()
	save(t, sample(), dir)
	second := sample()
	second.Notice = "second"
	w := second.Workloads["caller"]
	w.WIT = "d.e.f"
	second.Workloads["caller"] = w
	save(t, second, dir)
	if got, err := kit.Load(dir); err != nil || got.Notice != "second" {
		t.Errorf("%+v, %v", got, err)
	}
	if got := read(t, dir, "caller.wit"); got != "d.e.f\n" {
		t.Errorf("caller.wit holds %q", got)
	}
}

func TestForeignFoldersStayAsTheyAre(t *testing.T) {
	for _, tc := range []struct{ name, file, text string }{
		{"a file", "notes.txt", "mine"},
		{"a key of somebody", "caller.key", "mine"},
		{"a kit of another schema", kit.File, `{"schema":"wimsespec/kit/v9"}`},
		{"a kit without schema", kit.File, `{}`},
		{"a kit that is no JSON", kit.File, "mine"},
		{"an empty kit", kit.File, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, tc.file), []byte(tc.text), 0o644); err != nil {
				t.Fatal(err)
			}
			err := sample().Save(dir)
			if !errors.Is(err, kit.ErrForeign) || !strings.Contains(err.Error(), dir) {
				t.Errorf("the error is %v", err)
			}
			if got := read(t, dir, tc.file); got != tc.text {
				t.Errorf("%s now holds %q", tc.file, got)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 1 {
				t.Errorf("there are %d files now", len(entries))
			}
		})
	}
}

func TestLoadErrorsNameTheFile(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"{", "unexpected end"}, {`{"schema":"x"}`, `schema is "x"`}, {`[]`, "array"},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, kit.File)
		if err := os.WriteFile(path, []byte(tc.text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := kit.Load(dir)
		if err == nil || !strings.HasPrefix(err.Error(), "kit: "+path) || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", tc.text, err)
		}
	}
	if _, err := kit.Load(t.TempDir()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty folder: %v", err)
	}
}

func TestSaveNamesAPlaceThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := sample().Save(file); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("%v", err)
	}
	broken := sample()
	broken.Workloads["caller"] = kit.Workload{JWK: json.RawMessage("{")}
	if err := broken.Save(t.TempDir()); err == nil || !strings.HasPrefix(err.Error(), "kit: ") {
		t.Errorf("a JWK that is no JSON: %v", err)
	}
}
