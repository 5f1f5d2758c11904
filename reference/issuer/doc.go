// Package issuer is an Identity Server for one trust domain: it signs Workload Identity Tokens for
// the keys of workloads and publishes the keys under which they verify. Start with [New];
// [Issuer.Handler] serves it, [Issuer.Issue] is the same without HTTP.
package issuer
