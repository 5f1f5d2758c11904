// Package mtls is the room of mutual TLS with Workload Identity Certificates. Nothing is in it yet;
// the certificates of kits are made by package forge.
package mtls
