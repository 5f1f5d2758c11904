// Package vector defines the JSON form of test vectors that implementations in any language read.
// Start with [File]. The schema beside the minted files says the same in JSON Schema.
package vector

import (
	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/verifier"
)

// Schema is the value of a vector file's schema member.
const Schema = verifier.Schema

// Result is what a recipient does with a message.
type Result = verifier.Result

// The results. Either stands only in cases that gate nothing: both answers are within the texts.
const (
	Accept = verifier.Accept
	Reject = verifier.Reject
	Either = Result("either")
)

// File is a set of vectors of one mechanism in one revision, complete in itself.
type File struct {
	Schema    string `json:"schema"`
	Profile   string `json:"profile"`
	Mechanism string `json:"mechanism"`
	Revision  string `json:"revision"`
	Notice    string `json:"notice"`
	// TrustDomains is the material of the recipient's trust anchors.
	TrustDomains map[string]trust.Material `json:"trust_domains"`
	Vectors      []Vector                  `json:"vectors"`
	// Observations are cases on which the texts are silent: there is no right answer to check, so
	// they stand apart from the vectors. Their result is what the reference does.
	Observations []Vector `json:"observations,omitempty"`
}

// Vector is one case: its steps, in order, against a recipient that starts with no memory.
type Vector struct {
	ID           string   `json:"id"`
	Requirements []string `json:"requirements"`
	Level        string   `json:"level"`
	Source       string   `json:"source"`
	Control      string   `json:"control,omitempty"`
	Comment      string   `json:"comment"`
	VerifyAt     int64    `json:"verify_at"`
	// Needs says which optional features the case is about; nil for a case that everybody can run.
	Needs *Needs `json:"needs,omitempty"`
	// Role is the role that is asked: "recipient" where it is empty, or "caller", whose question is
	// whether it accepts the response of each step.
	Role      string     `json:"role,omitempty"`
	Recipient *Recipient `json:"recipient,omitempty"`
	Caller    *Caller    `json:"caller,omitempty"`
	Steps     []Step     `json:"steps"`
	Result    Result     `json:"result"`
}

// Needs says what an implementation must claim for a case to concern it. A case with needs says
// nothing about an implementation that does not claim all of them.
type Needs struct {
	// Algorithm is an algorithm beside ES256, of the issuer or the caller.
	Algorithm string `json:"algorithm,omitempty" yaml:"algorithm"`
	// Token is a header field whose token the recipient understands.
	Token string `json:"token,omitempty" yaml:"token"`
	// Scheme is the identifier scheme that the case is about.
	Scheme string `json:"scheme,omitempty" yaml:"scheme"`
	// Replay, Clock and CallerField ask for replay protection, for a clock that can be set to the
	// second, and for a response field that names the caller.
	Replay      bool `json:"replay,omitempty" yaml:"replay"`
	Clock       bool `json:"clock,omitempty" yaml:"clock"`
	CallerField bool `json:"caller_field,omitempty" yaml:"caller_field"`
	// ResponseSigning is "asked" where the recipient signs responses at least when it is asked to,
	// "always" where it signs all of them, and "never" where it signs none.
	ResponseSigning string `json:"response_signing,omitempty" yaml:"response_signing"`
	// Unsupported is a binding that the implementation says that it does not support.
	Unsupported string `json:"unsupported,omitempty" yaml:"unsupported"`
}

// Recipient is what the recipient knows about itself, and Caller what the caller of a response
// vector knows when the response comes. Peer is what the other end of a TLS connection presents.
type (
	Recipient = verifier.Recipient
	Caller    = verifier.Caller
	Peer      = verifier.Peer
)

// Step is one message and what must become of it. Request or Identifier is set, never both; with
// Other the question is whether two identifiers are the same, and with Response whether the caller
// accepts that response to that request. Call and Issue stand in live steps alone: they are told to
// a caller or an issuer under test.
type Step struct {
	Request  *message.Request  `json:"request,omitempty"`
	Response *message.Response `json:"response,omitempty"`
	// SignatureBase is the signature base (RFC 9421, Section 2.5) that was signed: that of the
	// response where there is one.
	SignatureBase string  `json:"signature_base,omitempty"`
	Peer          *Peer   `json:"peer,omitempty"`
	Identifier    *string `json:"identifier,omitempty"`
	Other         *string `json:"other,omitempty"`
	Call          *Call   `json:"call,omitempty"`
	Issue         *Issue  `json:"issue,omitempty"`
	Expect        Result  `json:"expect,omitempty"`
	Answer        *Answer `json:"answer,omitempty"`
	// NewConnection asks a live suite to send this step over a connection of its own.
	NewConnection bool `json:"new_connection,omitempty"`
}

// Call is what a caller under test is told: to make one request with its own credentials. CallResult
// is what it answers.
type (
	Call       = caller.Call
	CallResult = caller.CallResult
)

// Issue is what an issuer under test is asked for: a WIT for a subject and a public key.
type Issue struct {
	Subject any `json:"sub,omitempty"`
	JWK     any `json:"jwk,omitempty"`
}
