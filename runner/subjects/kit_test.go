package subjects_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
	"github.com/wimsespec/wimsespec/runner/subjects"
	"github.com/wimsespec/wimsespec/spec"
)

func TestKit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kit")
	for range 2 { // the second time over its own
		clitest.Page(t, 0, subjects.KitCommand(), dir, "--fresh")
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) < 12 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", e.Name(), info.Mode())
		}
	}
	foreign := t.TempDir()
	clitest.Write(t, filepath.Join(foreign, "notes.txt"), "mine")
	_, log := clitest.Page(t, 2, subjects.KitCommand(), foreign)
	clitest.Wants(t, log, "other files")
}

// TestKitKeepsNoKeysOfAnEarlierOne writes kits over a fresh one whose files others may read.
func TestKitKeepsNoKeysOfAnEarlierOne(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "kit")
	clitest.Page(t, 0, subjects.KitCommand(), dir, "--fresh")
	name := filepath.Join(dir, "suite-keys.json")
	if err := os.Chmod(name, 0o644); err != nil {
		t.Fatal(err)
	}
	clitest.Page(t, 0, subjects.KitCommand(), dir, "--fresh")
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	clitest.Page(t, 0, subjects.KitCommand(), dir)
	if ring, err := subjects.RingOf(dir); err != nil || !ring.Public {
		t.Errorf("the kit has the published keys, and its ring has others: %v", err)
	}
}

// TestKitOfAnotherProfile holds the revisions of a profile that is named against those that the
// target file pins.
func TestKitOfAnotherProfile(t *testing.T) {
	file, dir := filepath.Join(t.TempDir(), "acme.yaml"), filepath.Join(t.TempDir(), "kit")
	clitest.Write(t, file, "apiVersion: wimsespec/v1\nname: acme\nrevisions: {wit: workload-creds-02, wpt: wpt-02}\n"+
		"recipient:\n  url: http://localhost:1/a\n")
	clitest.Page(t, 0, subjects.KitCommand(), "--target", file, "--profile", "s2s-01", dir)
	k, err := kit.Load(dir)
	if err != nil || k.Profile != "s2s-01" || k.Revisions != spec.Must("s2s-01").Revisions {
		t.Errorf("it is for %s, %+v: %v", k.Profile, k.Revisions, err)
	}
}

// TestKitSaysWhereTheRecipientListens looks for what the target file says of the recipient.
func TestKitSaysWhereTheRecipientListens(t *testing.T) {
	file, dir := filepath.Join(t.TempDir(), "acme.yaml"), filepath.Join(t.TempDir(), "kit")
	clitest.Write(t, file, "apiVersion: wimsespec/v1\nname: acme\nrecipient:\n  url: http://localhost:1/a\n"+
		"  mtls_url: https://localhost:2/a\n  audience: https://b.example/\n")
	clitest.Page(t, 0, subjects.KitCommand(), "--target", file, dir)
	k, err := kit.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := k.Recipient
	if r.URL != "http://localhost:1/a" || r.MTLSURL != "https://localhost:2/a" || r.Audience != "https://b.example/" {
		t.Errorf("it has %+v", r)
	}
}
