package harness

import (
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Called is what a caller was told, and what arrived at the suite's peer. The exchange around it is
// the last one in which it was told.
type Called struct {
	Told vector.Call `json:"told"`
	// Times is how often it was told.
	Times int `json:"times"`
	// Made says that the question is what it made, and not whether it accepts the response.
	Made bool `json:"made,omitempty"`
	// Arrivals are the requests that came, in order.
	Arrivals []Arrival `json:"arrivals,omitempty"`
	// Surplus is how many more came than are kept.
	Surplus int `json:"surplus,omitempty"`
	// TLS is what was presented to the caller, and what its handshakes came to, where it is told to
	// use mutual TLS.
	TLS *Handshake `json:"tls,omitempty"`
	// Leaked are the secrets that stand in the requests.
	Leaked []string `json:"leaked,omitempty"`
}

// Arrival is a request that came to the peer, and what the peer answered.
type Arrival struct {
	At     time.Time   `json:"at"`
	Method Text        `json:"method"`
	URL    Text        `json:"url"`
	Fields []FieldLine `json:"fields"`
	Body   Text        `json:"body,omitempty"`
	// Elsewhere says that it came to the peer's other host.
	Elsewhere bool `json:"elsewhere,omitempty"`
	// Cut says that its body went on beyond the cap, or broke off.
	Cut bool `json:"cut,omitempty"`
	// TLS has the certificates that the caller presented.
	TLS   *Handshake `json:"tls,omitempty"`
	Reply Reply      `json:"reply"`
	// Fault says why the suite could not make the response that the case is about.
	Fault string `json:"fault,omitempty"`
}

// Reply is a response of the peer.
type Reply struct {
	Status int         `json:"status"`
	Fields []FieldLine `json:"fields,omitempty"`
	Body   Text        `json:"body,omitempty"`
}

// Issued is what an issuer was asked for, and the keys that it publishes.
type Issued struct {
	Asked vector.Issue `json:"asked"`
	JWKS  *Exchange    `json:"jwks,omitempty"`
}

func arrivalOf(a peer.Arrival) Arrival {
	out := Arrival{
		At: a.At, Method: Text(a.Request.Method), URL: Text(a.Request.URL),
		Fields: lines(a.Request.Fields), Body: Text(a.Request.Body),
		Elsewhere: a.Elsewhere, Cut: a.Cut, Fault: Printable(a.Fault, maxDetail),
		Reply: Reply{a.Response.Status, lines(a.Response.Fields), Text(a.Response.Body)},
	}
	if a.TLS != nil {
		out.TLS = &Handshake{Version: versionName(a.TLS.Version)}
		for _, c := range a.TLS.PeerCertificates {
			out.TLS.Peer = append(out.TLS.Peer, c.Raw)
		}
	}
	return out
}

func lines(fields message.Fields) []FieldLine {
	var out []FieldLine
	for _, f := range fields {
		out = append(out, FieldLine{Text(f.Name()), Text(f.Value())})
	}
	return out
}

func fieldsOf(lines []FieldLine) message.Fields {
	var fields message.Fields
	for _, f := range lines {
		fields = append(fields, message.Field{string(f[0]), string(f[1])})
	}
	return fields
}

// request is the arrival as the checks take it.
func (a Arrival) request() message.Request {
	return message.Request{
		Method: string(a.Method), URL: string(a.URL), Fields: fieldsOf(a.Fields), Body: []byte(a.Body),
	}
}

// direct counts the arrivals at the host that the caller was told to call.
func (c *Called) direct() int {
	n := c.Surplus
	for _, a := range c.Arrivals {
		if !a.Elsewhere {
			n++
		}
	}
	return n
}

// fault gives the first reason why the suite did not answer as the case wants it.
func (c *Called) fault() string {
	for _, a := range c.Arrivals {
		if a.Fault != "" {
			return a.Fault
		}
	}
	return ""
}

// audience is what the caller has to name as the recipient: what it was told, or the target URI
// without query and fragment (draft-ietf-wimse-http-signature-07, Section 3.2;
// draft-ietf-wimse-wpt-02, Section 2).
func (c *Called) audience() string {
	if c.Told.Audience != "" {
		return c.Told.Audience
	}
	uri, _, _ := strings.Cut(c.Told.URL, "#")
	uri, _, _ = strings.Cut(uri, "?")
	return uri
}
