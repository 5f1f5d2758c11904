package loops

import (
	"encoding/json"
	"os"
	"testing"
)

// TestVectors gives every vector of a file to verify, which says whether all steps are accepted.
func TestVectors(t *testing.T) {
	for _, name := range []string{"wit", "wpt", "httpsig"} {
		text, err := os.ReadFile("../../../vectors/latest/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var file File
		if err := json.Unmarshal(text, &file); err != nil {
			t.Fatal(err)
		}
		for _, v := range file.Vectors {
			if got, want := verify(file, v), v.Result == "accept"; got != want {
				t.Errorf("%s: accepted is %t, must be %t", v.ID, got, want)
			}
		}
	}
}
