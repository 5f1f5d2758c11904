// Package httpsig is the room of the Ginkgo suite for HTTP Message Signatures. Nothing is in it
// yet; suites/wpt shows what a suite looks like.
package httpsig
