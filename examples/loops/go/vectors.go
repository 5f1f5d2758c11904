package wimse

import (
	"encoding/json"
	"strings"
)

// File is what a file of vectors holds, as far as a verifier needs it.
type File struct {
	Mechanism    string            `json:"mechanism"` // wit, wpt or httpsig
	TrustDomains map[string]Domain `json:"trust_domains"`
	Vectors      []Vector          `json:"vectors"`
}

// Domain is what the verifier knows about a trust domain.
type Domain struct {
	Issuers []string        `json:"issuers"` // the values that iss may have
	JWKS    json.RawMessage `json:"jwks"`    // RFC 7517, Section 5
}

// Vector is one case: messages in order, and whether all of them are accepted.
type Vector struct {
	ID        string    `json:"id"`
	VerifyAt  int64     `json:"verify_at"` // the clock, in seconds since 1970
	Recipient Recipient `json:"recipient"`
	Caller    Caller    `json:"caller"`
	Steps     []Step    `json:"steps"`
	Result    string    `json:"result"` // accept or reject
}

// Recipient is what a recipient knows about itself.
type Recipient struct {
	Audience         string   `json:"audience"`
	UnderstoodTokens []string `json:"understood_tokens"` // header fields, in lower case
}

// Caller is what a caller knows about the workload that it calls.
type Caller struct {
	ExpectedPeer string `json:"expected_peer"` // a Workload Identifier
}

// Step is a request, or a response together with the request that it answers.
type Step struct {
	Request  Request   `json:"request"`
	Response *Response `json:"response"`
	Expect   string    `json:"expect"` // accept or reject
}

// Request is an HTTP request; in JSON its body is in base64.
type Request struct {
	Method  string `json:"method"`
	URL     string `json:"url"` // the target URI
	Headers Fields `json:"headers"`
	Body    []byte `json:"body"`
}

// Response is an HTTP response.
type Response struct {
	Status  int    `json:"status"`
	Headers Fields `json:"headers"`
	Body    []byte `json:"body"`
}

// Fields are header field lines, name and value, in the order in which they came.
type Fields [][2]string

// Values gives the values of the lines of a field, without the white space around them (RFC 9110,
// Sections 5.1 and 5.5).
func (f Fields) Values(name string) []string {
	var values []string
	for _, line := range f {
		if strings.EqualFold(line[0], name) {
			values = append(values, strings.Trim(line[1], " \t"))
		}
	}
	return values
}
