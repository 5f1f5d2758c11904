// Package generate makes the example files of the drafts from a scenario: tokens, requests and
// responses with their decoded parts and keys, and certificates, each as it is and folded by RFC
// 8792. What differs between revisions comes from the profile. Start with [Make].
//
// The reference makes the messages and accepts them at the times of the scenario before anything is
// handed out: [Verify]. The same scenario with the same keys gives the same bytes.
package generate
