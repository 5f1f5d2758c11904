package target

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
)

// vectorAlgorithm is that of the vectors which say nothing else: who does not verify it can be
// asked nothing.
const vectorAlgorithm = "ES256"

func (f file) checkVerifier(t *Target) error {
	v := t.Verifier
	for _, m := range v.Mechanisms {
		if !slices.Contains(mechanisms(), m) {
			return f.unknown("verifier.mechanisms", m, mechanisms())
		}
	}
	for _, alg := range v.Algorithms {
		if !jose.IsSignature(alg) {
			return f.unknown("verifier.algorithms", alg, jose.Algorithms())
		}
	}
	if len(v.Algorithms) > 0 && !slices.Contains(v.Algorithms, vectorAlgorithm) {
		return f.wrong("verifier.algorithms", "%s is missing; the vectors are signed with it", vectorAlgorithm)
	}
	return nil
}

func mechanisms() []string {
	var names []string
	for _, m := range spec.Mechanisms {
		names = append(names, string(m))
	}
	return names
}
