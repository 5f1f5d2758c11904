// Package wit is the Ginkgo suite for Workload Identity Tokens: one spec for each vector, sent live
// to the target that WIMSESPEC_TARGET names, or to the reference. Start with [Specs]; the cases
// themselves are the recipes in vectors/recipes.
package wit
