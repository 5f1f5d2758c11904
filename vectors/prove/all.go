package prove

import (
	"runtime"
	"sync"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Proof is what came of proving one recipe in one profile.
type Proof struct {
	Profile *spec.Profile
	Recipe  *forge.Recipe
	Vector  vector.Vector
	Err     error
}

// Profile mints and proves every recipe that holds in a profile, on all cores, and gives the proofs
// in the order of the recipes with the number of verifications that they took.
func Profile(p *spec.Profile, book *forge.Recipes, ring *keys.Ring) ([]Proof, int64, error) {
	prover, err := New(p, book, ring)
	if err != nil {
		return nil, 0, err
	}
	recipes := book.InForce(p)
	proofs := make([]Proof, len(recipes))
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := range next {
				v, err := prover.Recipe(recipes[i])
				proofs[i] = Proof{p, recipes[i], v, err}
			}
		})
	}
	for i := range recipes {
		next <- i
	}
	close(next)
	workers.Wait()
	return proofs, prover.Verified.Load(), nil
}
