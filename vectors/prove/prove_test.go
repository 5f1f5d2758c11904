package prove_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

// TestEveryProfile proves every vector of every profile.
func TestEveryProfile(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			proofs, _, err := prove.Profile(spec.Must(name), book, keys.Published())
			if err != nil {
				t.Fatal(err)
			}
			if len(proofs) == 0 {
				t.Fatal("nothing was proved")
			}
			for _, p := range proofs {
				if p.Err != nil {
					t.Error(p.Err)
				}
			}
		})
	}
}
