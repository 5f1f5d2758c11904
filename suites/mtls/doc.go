// Package mtls is the room of the Ginkgo suite for mutual TLS. Nothing is in it yet; suites/wpt
// shows what a suite looks like.
package mtls
