package wimse

import (
	"cmp"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestVectors is the loop of vectors/README.md. The controls of refused vectors are among the vectors.
func TestVectors(t *testing.T) {
	dir := cmp.Or(os.Getenv("WIMSESPEC_VECTORS"), "../../../vectors/latest")
	for _, mechanism := range []string{"wit", "wpt", "httpsig"} {
		var file File
		text, err := os.ReadFile(filepath.Join(dir, mechanism+".json"))
		if err := errors.Join(err, json.Unmarshal(text, &file)); err != nil {
			t.Fatal(err)
		}
		for _, vector := range file.Vectors {
			verifier, result := New(file, vector), "accept"
			for i, step := range vector.Steps {
				err := verifier.Verify(step)
				if err != nil {
					result = "reject"
				}
				if (err == nil) != (step.Expect == "accept") {
					t.Errorf("%s: step %d: %s expected: %v", vector.ID, i+1, step.Expect, err)
				}
			}
			if result != vector.Result {
				t.Errorf("%s: %s, not %s", vector.ID, result, vector.Result)
			}
		}
		if len(file.Vectors) == 0 {
			t.Errorf("%s: there was nothing to verify", mechanism)
		}
		t.Logf("%s: %d vectors", mechanism, len(file.Vectors))
	}
}
