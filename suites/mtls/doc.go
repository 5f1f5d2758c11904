// Package mtls is the Ginkgo suite for mutual TLS with Workload Identity Certificates: one spec for
// each certificate, presented live to the target that WIMSESPEC_TARGET names, or to the reference.
// Start with [Specs]; the cases themselves are the recipes in vectors/recipes.
package mtls
