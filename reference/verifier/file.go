package verifier

import (
	"encoding/json"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Schema is the value of the schema member of the files that are read.
const Schema = "wimsespec/vectors/v1"

// File is a vector file as far as a verifier reads it. It holds one vector.
type File struct {
	Schema string `json:"schema"`
	// Profile names the revisions that hold; where it is empty, the verifier's own do.
	Profile   string `json:"profile"`
	Mechanism string `json:"mechanism"`
	// Revision is that of the mechanism.
	Revision string `json:"revision"`
	// TrustDomains are the trust anchors, by the name of the domain: each is a [trust.Material].
	TrustDomains json.RawMessage `json:"trust_domains"`
	Vectors      []Vector        `json:"vectors"`
}

// Vector is a question: its steps, in order, put to somebody who starts with no memory.
type Vector struct {
	ID string `json:"id"`
	// VerifyAt is the clock, in seconds since 1970.
	VerifyAt int64 `json:"verify_at"`
	// Role is the role that is asked: "recipient" where it is empty, or "caller".
	Role      string     `json:"role,omitempty"`
	Recipient *Recipient `json:"recipient,omitempty"`
	Caller    *Caller    `json:"caller,omitempty"`
	Steps     []Step     `json:"steps"`
}

// Recipient is what the recipient knows about itself.
type Recipient struct {
	Audience         string   `json:"audience"`
	UnderstoodTokens []string `json:"understood_tokens,omitempty"`
	Identifier       string   `json:"identifier"`
}

// Caller is what the caller of a response vector knows when the response comes.
type Caller struct {
	// RequireSignedResponse says that it is configured to need a signed response.
	RequireSignedResponse bool `json:"require_signed_response" yaml:"require_signed_response"`
	// ExpectedPeer is the Workload Identifier that the response has to come from.
	ExpectedPeer string `json:"expected_peer" yaml:"expected_peer"`
}

// Step is one message. With Response the question is whether the caller accepts that response to
// that request, with Other whether two identifiers are the same.
type Step struct {
	Request    *message.Request  `json:"request,omitempty"`
	Response   *message.Response `json:"response,omitempty"`
	Peer       *Peer             `json:"peer,omitempty"`
	Identifier *string           `json:"identifier,omitempty"`
	Other      *string           `json:"other,omitempty"`
}

// Peer is what the other end of a TLS connection presents, and what is expected of it.
type Peer struct {
	// Certificates are in DER, the leaf first.
	Certificates [][]byte `json:"certificates"`
	// Usage is "client" or "server": what the leaf is used for.
	Usage string `json:"usage"`
	// ExpectTrustDomain and ExpectIdentifier are what the verifier expects; empty expects nothing.
	ExpectTrustDomain string `json:"expect_trust_domain"`
	ExpectIdentifier  string `json:"expect_identifier"`
	// Hostname is the DNS name by which a client connects; empty where it connects by none.
	Hostname string `json:"hostname"`
}

// Result is what becomes of a message, or of a whole vector.
type Result string

// The results.
const (
	Accept Result = "accept"
	Reject Result = "reject"
)

// Answer is what a verifier answers over HTTP.
type Answer struct {
	// Result is reject where any step is.
	Result Result   `json:"result"`
	Steps  []Result `json:"steps,omitempty"`
	// Requirement and Detail say why the first step was refused that was.
	Requirement string `json:"requirement,omitempty"`
	Detail      string `json:"detail,omitempty"`
}
