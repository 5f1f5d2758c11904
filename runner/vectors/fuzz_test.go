package vectors

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// FuzzVectors gives the reference whatever file passes the schema: it finds the same disagreements each
// time, and says them in lines that can be printed.
func FuzzVectors(f *testing.F) {
	for _, text := range fuzztest.Vectors(f).Files {
		for _, one := range singles(f, text, 4) {
			f.Add(one)
		}
	}
	f.Add([]byte(`{"schema":"wimsespec/vectors/v1"}`))
	f.Add([]byte("{\"\u001b\":1,\"\u202e\":2}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := parseVectors("fuzz.json", text)
		if err != nil {
			for _, line := range linesOf(err) {
				fuzztest.Printable(t, line)
			}
			return
		}
		found := file.disagreements()
		if !slices.Equal(found, file.disagreements()) {
			t.Errorf("%q, and then others", found)
		}
		for _, line := range found {
			fuzztest.Printable(t, line)
		}
	})
}

// singles gives files with one vector each, the first ones of a file, spread over its length.
func singles(f *testing.F, text []byte, n int) [][]byte {
	f.Helper()
	var file vector.File
	if err := json.Unmarshal(text, &file); err != nil {
		f.Fatal(err)
	}
	all := append(file.Vectors, file.Observations...)
	var out [][]byte
	for i := range n {
		file.Vectors, file.Observations = all[i*len(all)/n:][:1], nil
		one, err := json.Marshal(file)
		if err != nil {
			f.Fatal(err)
		}
		out = append(out, one)
	}
	return out
}
