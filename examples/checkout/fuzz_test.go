package checkout

import (
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
)

// FuzzValues holds that an example file of any text is read to its end, and gives no more than it has.
func FuzzValues(f *testing.F) {
	seeds := fuzztest.Vectors(f)
	for _, token := range seeds.Tokens() {
		f.Add(token)
	}
	f.Add("Signature-Input: a=(\"@method\");created=1;tag=\"x\"\n")
	f.Add("{\"a\":{\"b\":[1,2]}}")
	f.Fuzz(func(t *testing.T, text string) {
		for name, value := range valuesOf(text) {
			if name == "" || len(value) > 4*len(text)+64 {
				t.Errorf("%q: %d bytes of a text of %d", name, len(value), len(text))
			}
		}
	})
}
