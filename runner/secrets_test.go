package runner_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/live"
)

// shownOnPurpose are the keys of an attacker that a case shows to the target: nobody trusts them.
var shownOnPurpose = []string{"attacker/ES256"}

// TestPrivateKeysStandNowhere runs with a fresh kit and looks for its keys in all that is written.
func TestPrivateKeysStandNowhere(t *testing.T) {
	dir, out := filepath.Join(t.TempDir(), "kit"), t.TempDir()
	if got := command(t.Context(), "kit", "--fresh", dir); got.status != 0 {
		t.Fatal(got.errors)
	}
	readableByTheOwner(t, dir)
	args := []string{"run", "--kit", dir, "--target", freshTarget(t, dir), "--out", out, "--verbose"}
	ran := command(t.Context(), args...)
	if ran.status != 1 { // a fault fills the reports
		t.Fatalf("status %d\n%s%s", ran.status, ran.out, ran.errors)
	}
	again := command(t.Context(), "judge", out, "--out", filepath.Join(out, "again"), "--verbose")
	written := map[string][]byte{
		"terminal": []byte(ran.out + ran.errors), "terminal of judge": []byte(again.out + again.errors),
	}
	err := filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			written[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil || len(written) < 7 {
		t.Fatalf("%d files, %v", len(written), err)
	}
	index := secretsOf(t, dir)
	for where, text := range written {
		found := index.in(text)
		for name := range found {
			if !slices.Contains(shownOnPurpose, name) {
				t.Errorf("the private key %s stands in %s", name, where)
			}
		}
		if strings.HasSuffix(where, "evidence.jsonl") && len(found) != len(shownOnPurpose) {
			t.Errorf("found are %v, want what a case shows: %v", found, shownOnPurpose)
		}
		if bytes.Contains(text, []byte("PRIVATE KEY-----")) {
			t.Errorf("a private key in PEM stands in %s", where)
		}
	}
}

// freshTarget serves the reference with a kit and a fault, and gives its target file.
func freshTarget(t *testing.T, dir string) string {
	t.Helper()
	k, err := kit.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := live.StartReference(t.Context(), live.ReferenceOptions{
		Profile: spec.Must(spec.DefaultProfile()), Kit: k,
		Faults: []string{"WPT-WTH-MATCH", "WIT-CNF-NO-PRIVATE", "SIG-KEYID-FORBIDDEN:caller"},
	})
	if err != nil {
		t.Fatal(err)
	}
	text, err := yaml.Marshal(ref.Target)
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "fresh.yaml", string(text))
}

func readableByTheOwner(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// secretsOf indexes the private keys in a kit's folder, by the name of the key or of the file. Those of
// the files in PEM are in the ring as well.
func secretsOf(t *testing.T, dir string) windows {
	t.Helper()
	var ring struct {
		Keys map[string]map[string]any `json:"keys"`
	}
	text, err := os.ReadFile(filepath.Join(dir, "suite-keys.json"))
	if err != nil || json.Unmarshal(text, &ring) != nil || len(ring.Keys) < 50 {
		t.Fatalf("%d keys, %v", len(ring.Keys), err)
	}
	for _, name := range []string{"recipient.jwk", "caller.jwk"} {
		jwk := map[string]any{}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || json.Unmarshal(text, &jwk) != nil {
			t.Fatal(err)
		}
		ring.Keys[name] = jwk
	}
	index := windows{}
	for name, jwk := range ring.Keys {
		for _, secret := range secretMembers(t, jwk) {
			index.add(name, secret)
		}
	}
	for _, name := range []string{"recipient.key", "caller.key"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || len(index.in(text)) == 0 {
			t.Errorf("%s is not found in its own file: %v", name, err)
		}
	}
	return index
}

func secretMembers(t *testing.T, jwk map[string]any) [][]byte {
	t.Helper()
	var out [][]byte
	for _, member := range []string{"d", "p", "q", "dp", "dq", "qi", "k"} {
		if text, ok := jwk[member].(string); ok {
			secret, err := base64.RawURLEncoding.DecodeString(text)
			if err != nil || len(secret) < 16 {
				t.Fatalf("%s: %v", member, err)
			}
			out = append(out, secret)
		}
	}
	if len(out) == 0 {
		t.Fatal("a key without a secret")
	}
	return out
}

// windows are all runs of some bytes in every form that a secret may have, with the key's name.
type windows map[[16]byte]string

// add takes in a secret as it stands, in hexadecimal, in either base64, and within what is encoded in
// base64 once more, as in the payload of a token.
func (w windows) add(name string, secret []byte) {
	lower := []byte(hex.EncodeToString(secret))
	forms := [][]byte{secret, lower, bytes.ToUpper(lower)}
	once := encodings(secret)
	for _, form := range slices.Concat(once, forms[1:]) {
		forms = append(forms, encodings(form)...)
	}
	for _, form := range append(forms, once...) {
		for i := range len(form) - 15 {
			w[[16]byte(form[i:])] = name
		}
	}
}

// in names the keys that stand in a text, in full or in part.
func (w windows) in(text []byte) map[string]bool {
	found := map[string]bool{}
	for i := range len(text) - 15 {
		if name, ok := w[[16]byte(text[i:])]; ok {
			found[name] = true
		}
	}
	return found
}

// encodings gives what stands in a base64 text that holds the bytes somewhere, for each of the three
// places where they can begin.
func encodings(secret []byte) [][]byte {
	var forms [][]byte
	for skip := range 3 {
		whole := secret[skip : skip+(len(secret)-skip)/3*3]
		for _, e := range []*base64.Encoding{base64.RawURLEncoding, base64.RawStdEncoding} {
			forms = append(forms, []byte(e.EncodeToString(whole)))
		}
	}
	return forms
}
