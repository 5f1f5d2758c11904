// Package caller makes HTTP calls as a workload: it attaches a WIT with a proof or a signature to
// every request, and verifies signed responses before anybody sees them. Start with [New];
// [Caller.Client] is an HTTP client, [Caller.Transport] goes into one of your own, and
// [Caller.Handler] lets a test tell the caller what to call.
package caller
