package archive_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/archive"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
)

var latest = sync.OnceValues(func() (*minted.Set, error) {
	book, err := forge.Builtin()
	if err != nil {
		return nil, err
	}
	return minted.Mint(spec.Must("latest"), book)
})

func pack(t *testing.T, tool string) archive.Archive {
	t.Helper()
	set, err := latest()
	if err != nil {
		t.Fatal(err)
	}
	return archive.New(set, tool)
}

func TestPackingTwiceGivesTheSameBytes(t *testing.T) {
	for _, tool := range []string{"v1.2.3", "(devel)", ""} {
		if a, b := pack(t, tool), pack(t, tool); a.Name != b.Name || !bytes.Equal(a.Bytes, b.Bytes) {
			t.Errorf("%q: %s and %s differ", tool, a.Name, b.Name)
		}
	}
}

// A build without a version names what it packs after the content.
func TestName(t *testing.T) {
	for tool, want := range map[string]string{
		"v1.2.3":  "wimsespec-vectors-latest-1.2.3.tar.gz",
		"(devel)": "wimsespec-vectors-latest-devel-????????????.tar.gz",
		"":        "wimsespec-vectors-latest-devel-????????????.tar.gz",
	} {
		a := pack(t, tool)
		if fits, err := filepath.Match(want, a.Name); err != nil || !fits {
			t.Errorf("%q: its name is %s, must be %s", tool, a.Name, want)
		}
	}
}

// Every file is in the sums, and every sum is right.
func TestSums(t *testing.T) {
	files := unpack(t, pack(t, "v1.2.3"))
	var want strings.Builder
	for _, name := range []string{
		"LICENSE", "README.md", "VERSION", "httpsig.json", "identifier.json", "keys.jwks.json", "manifest.json",
		"mtls.json", "schema/vectors.schema.json", "wit.json", "wpt.json",
	} {
		fmt.Fprintf(&want, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	if got := string(files[archive.Sums]); got != want.String() || len(files) != 12 {
		t.Errorf("%d files, and the sums are\n%snot\n%s", len(files), got, want.String())
	}
}

func TestManifest(t *testing.T) {
	files := unpack(t, pack(t, "v1.2.3"))
	var m archive.Manifest
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if m.Version != "1.2.3" || string(files["VERSION"]) != "1.2.3\n" || m.Profile != "latest" ||
		m.Revisions != spec.Must("latest").Revisions || len(m.Files) != len(spec.Mechanisms) {
		t.Errorf("the manifest is %+v", m)
	}
	for _, f := range m.Files {
		var file struct{ Vectors, Observations []json.RawMessage }
		if err := json.Unmarshal(files[f.File], &file); err != nil {
			t.Errorf("%s: %v", f.File, err)
		}
		if f.Vectors == 0 || f.Vectors != len(file.Vectors) || f.Observations != len(file.Observations) {
			t.Errorf("%s is counted as %+v", f.File, f)
		}
	}
}

// Nobody finds a private key in an archive.
func TestKeysArePublic(t *testing.T) {
	var set struct{ Keys []map[string]any }
	files := unpack(t, pack(t, "v1.2.3"))
	if err := json.Unmarshal(files["keys.jwks.json"], &set); err != nil {
		t.Fatal(err)
	}
	for _, key := range set.Keys {
		for _, private := range []string{"d", "p", "q", "dp", "dq", "qi", "k", "priv"} {
			if _, has := key[private]; has {
				t.Errorf("%v has the member %s", key["kid"], private)
			}
		}
	}
	if !slices.ContainsFunc(set.Keys, func(key map[string]any) bool {
		return key["kid"] == "trusted.example/es256-1" && key["x"] != ""
	}) {
		t.Errorf("there are %d keys, and not that of the issuer", len(set.Keys))
	}
}

func TestWrite(t *testing.T) {
	a, dir := pack(t, "v1.2.3"), filepath.Join(t.TempDir(), "new")
	for range 2 {
		if err := a.Write(dir, false); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{a.Name, a.SumName()} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("other"), 0o644); err != nil {
			t.Fatal(err)
		}
		err := a.Write(dir, false)
		if !errors.Is(err, archive.ErrOther) || !strings.Contains(err.Error(), filepath.Join(dir, name)) {
			t.Errorf("over another %s: %v", name, err)
		}
		if err := a.Write(dir, true); err != nil {
			t.Errorf("with force: %v", err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, a.Name)); err != nil || !bytes.Equal(got, a.Bytes) {
			t.Errorf("what lies there is not what was packed: %v", err)
		}
	}
}

// unpack gives the files by their name in the one folder.
func unpack(t *testing.T, a archive.Archive) map[string][]byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(a.Bytes))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for r := tar.NewReader(zip); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		name, ok := strings.CutPrefix(h.Name, strings.TrimSuffix(a.Name, ".tar.gz")+"/")
		text, err := io.ReadAll(r)
		if err != nil || !ok || h.Typeflag != tar.TypeReg {
			t.Fatalf("%s: %v", h.Name, err)
		}
		files[name] = text
	}
}
