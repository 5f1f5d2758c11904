// Package identifier is the Ginkgo suite for Workload Identifiers: one spec for each vector, put to
// the verifier of the target that WIMSESPEC_TARGET names, or of the reference. No other role is asked
// about identifiers by themselves. Start with [Specs]; the cases are the recipes in vectors/recipes.
package identifier
