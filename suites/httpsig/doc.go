// Package httpsig is the Ginkgo suite for HTTP Message Signatures: one spec for each vector, sent
// live to the target that WIMSESPEC_TARGET names, or to the reference. Start with [Specs]; the
// cases themselves are the recipes in vectors/recipes.
package httpsig
