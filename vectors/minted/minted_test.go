package minted_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/schema"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// minting remembers the sets, so that each profile is proved once for all tests.
var minting sync.Map

func mint(t testing.TB, profile string) *minted.Set {
	t.Helper()
	if set, ok := minting.Load(profile); ok {
		return set.(*minted.Set)
	}
	set := mintAgain(t, profile)
	minting.Store(profile, set)
	return set
}

func mintAgain(t testing.TB, profile string) *minted.Set {
	t.Helper()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	set, err := minted.Mint(spec.Must(profile), book)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range set.Failures() {
		t.Error(failure)
	}
	return set
}

func eachProfile(t *testing.T, test func(t *testing.T, set *minted.Set)) {
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) { test(t, mint(t, name)) })
	}
}

func TestMintingTwiceGivesTheSameBytes(t *testing.T) {
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		again := mintAgain(t, set.Profile.Name)
		if len(set.Files) == 0 || len(set.Files) != len(again.Files) {
			t.Fatalf("%d files, then %d", len(set.Files), len(again.Files))
		}
		for i, f := range set.Files {
			if !bytes.Equal(minted.Encode(f), minted.Encode(again.Files[i])) {
				t.Errorf("%s differs when it is minted again", minted.PathOf("", f))
			}
		}
	})
}

// What is read from a file is what was minted: no byte is lost on the way into JSON and back.
func TestEncodedFilesFitTheSchemaAndLoseNothing(t *testing.T) {
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		for _, f := range set.Files {
			text := minted.Encode(f)
			if err := schema.Vectors(minted.PathOf("", f), text); err != nil {
				t.Error(err)
			}
			var read vector.File
			if err := json.Unmarshal(text, &read); err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(read.Vectors, f.Vectors) {
				t.Errorf("%s: vectors are not read as they were minted", minted.PathOf("", f))
			}
			if !bytes.Equal(minted.Encode(read), text) {
				t.Errorf("%s is not written as it was read", minted.PathOf("", f))
			}
		}
	})
}

// Every recipe in force is in a file once, those apart that are live only.
func TestEveryRecipeIsMinted(t *testing.T) {
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		seen := map[string]int{}
		for _, f := range set.Files {
			for _, v := range slices.Concat(f.Vectors, f.Observations) {
				seen[v.ID]++
			}
		}
		for _, p := range set.Proofs {
			want := 1
			if minted.IsLiveOnly(p.Recipe) {
				want = 0
			}
			if seen[p.Recipe.ID] != want {
				t.Errorf("%s stands in the files %d times", p.Recipe.ID, seen[p.Recipe.ID])
			}
		}
	})
}

// A reader who knows accept and reject alone is never misled, and finds each control before what
// departs from it, or among the observations.
func TestVectorsAreDecided(t *testing.T) {
	eachProfile(t, func(t *testing.T, set *minted.Set) {
		for _, f := range set.Files {
			accepted := map[string]bool{"": true}
			for _, v := range f.Observations {
				accepted[v.ID] = v.Result == vector.Accept
			}
			for _, v := range f.Vectors {
				if v.Result == vector.Reject && !accepted[v.Control] {
					t.Errorf("%s: its control %s is no accepted vector before it", v.ID, v.Control)
				}
				accepted[v.ID] = v.Result == vector.Accept
				checkDecided(t, v)
			}
		}
	})
}

func checkDecided(t *testing.T, v vector.Vector) {
	t.Helper()
	want := vector.Accept
	for i, s := range v.Steps {
		switch s.Expect {
		case vector.Reject:
			want = vector.Reject
		case vector.Accept:
		default:
			t.Errorf("%s: step %d expects %q", v.ID, i+1, s.Expect)
		}
		if s.NewConnection {
			t.Errorf("%s: step %d speaks of a connection", v.ID, i+1)
		}
	}
	if v.Result != want {
		t.Errorf("%s: its result is %s, that of its steps is %s", v.ID, v.Result, want)
	}
}

func TestObservationsGateNothing(t *testing.T) {
	set := mint(t, "latest")
	observed := map[string]bool{}
	for _, f := range set.Files {
		for _, v := range f.Observations {
			observed[v.ID] = true
			if v.Result != vector.Accept && v.Result != vector.Reject {
				t.Errorf("%s: its result is %q", v.ID, v.Result)
			}
		}
	}
	for _, p := range set.Proofs {
		if observed[p.Recipe.ID] != (minted.GateOf(p) == spec.GateReport) && !minted.IsLiveOnly(p.Recipe) {
			t.Errorf("%s gates as %s", p.Recipe.ID, minted.GateOf(p))
		}
	}
	if !observed["wpt/aud-array-with-mine"] || observed["wpt/valid"] {
		t.Errorf("observed are %d vectors, not the right ones", len(observed))
	}
}

func TestCompare(t *testing.T) {
	set := mint(t, "s2s-01")
	for _, tc := range []struct {
		name  string
		spoil func(dir string) error
		want  string
	}{
		{"nothing", func(string) error { return nil }, ""},
		{"a changed byte", func(dir string) error {
			return change(filepath.Join(dir, "s2s-01", "wit.json"), `"mechanism": "wit"`, `"mechanism": "wpt"`)
		}, `wit.json:4: it has "\"mechanism\": \"wpt\",\n", minted is "\"mechanism\": \"wit\",\n"`},
		{"no newline at the end", func(dir string) error {
			return change(filepath.Join(dir, "s2s-01", "wit.json"), "\n}\n", "\n}")
		}, `it has "}", minted is "}\n"`},
		{"a missing file", func(dir string) error {
			return os.Remove(filepath.Join(dir, "s2s-01", "identifier.json"))
		}, "identifier.json: it is missing"},
		{"a missing folder", func(dir string) error {
			return os.RemoveAll(filepath.Join(dir, "s2s-01"))
		}, "httpsig.json: it is missing"},
		{"a left-over", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "s2s-01", "old.json"), []byte("{}"), 0o644)
		}, "old.json: it is left over: nothing mints it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := set.Write(dir); err != nil {
				t.Fatal(err)
			}
			if err := tc.spoil(dir); err != nil {
				t.Fatal(err)
			}
			differences, err := set.Compare(dir)
			if err != nil {
				t.Fatal(err)
			}
			if tc.want == "" && len(differences) == 0 {
				return
			}
			if len(differences) == 0 || tc.want == "" || !strings.Contains(differences[0].String(), tc.want) {
				t.Errorf("differences are %v, must be %q", differences, tc.want)
			}
		})
	}
}

func change(name, from, to string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, bytes.Replace(text, []byte(from), []byte(to), 1), 0o644)
}

func TestWriteLeavesNothingBeside(t *testing.T) {
	set, dir := mint(t, "s2s-00"), t.TempDir()
	for range 2 {
		if err := set.Write(dir); err != nil {
			t.Fatal(err)
		}
	}
	lying, err := os.ReadDir(filepath.Join(dir, "s2s-00"))
	if err != nil || len(lying) != len(set.Files) {
		t.Errorf("%d files lie there, %d were written: %v", len(lying), len(set.Files), err)
	}
}

func TestTreeNamesProfiles(t *testing.T) {
	for _, name := range minted.Tree {
		if _, err := spec.Lookup(name); err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkProfile proves the newest profile and reports how many verifications that makes a second.
func BenchmarkProfile(b *testing.B) {
	book, err := forge.Builtin()
	if err != nil {
		b.Fatal(err)
	}
	p, ring, verifications := spec.Must("latest"), keys.Published(), int64(0)
	for b.Loop() {
		_, n, err := prove.Profile(p, book, ring)
		if err != nil {
			b.Fatal(err)
		}
		verifications += n
	}
	b.ReportMetric(float64(verifications)/b.Elapsed().Seconds(), "verifications/s")
}
