package harness

import (
	"encoding/json"
	"time"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Observation is what was sent and what came back for one case or one probe of a control: one line
// of the journal. It holds everything that [Judge] looks at.
type Observation struct {
	Kind string `json:"kind"`
	Name string `json:"key"`
	Case
	// Place is the case's position in the plan.
	Place int `json:"place"`
	// Before is the line of the control's probe before the case; 0 where there was none.
	Before int `json:"before,omitempty"`
	// Closes, in a probe, are the lines of the cases that it stands behind. The probe says this, not
	// the case, because the case's line is written before the probe is made.
	Closes []int `json:"closes,omitempty"`
	// NoControl says why the case's control was not probed.
	NoControl string `json:"no_control,omitempty"`
	// CallerField is the response field that names the authenticated identifier, if there is one.
	CallerField string     `json:"caller_field,omitempty"`
	Steps       []Exchange `json:"steps,omitempty"`
	// Shared is the line that has the steps, where another case looked at the same ones first.
	Shared int `json:"shared,omitempty"`
	// Hits counts the calls to a listener that the target must never call.
	Hits int `json:"canary,omitempty"`
	// Silence says that the target has answered nothing in the session, so that no more was sent.
	Silence string `json:"silence,omitempty"`
	// AllVersions is what became of the same message where a good certificate was refused over the
	// one version of TLS that the case offers, and all versions were offered after that.
	AllVersions []Exchange `json:"all_versions,omitempty"`
	// Clock is there where the clock of the machine was set since the session was made.
	Clock *Shift `json:"clock,omitempty"`
	// Fault says why the suite could not observe, where the fault is its own.
	Fault string `json:"fault,omitempty"`

	line  int    // its line in the journal, 0 without one
	facts *Facts // from the journal's plan line
}

// Exchange is one step: a request, and its answer or why there is none.
type Exchange struct {
	At     time.Time      `json:"at"`
	Expect vector.Result  `json:"expect,omitempty"`
	Asks   *vector.Answer `json:"asks,omitempty"`
	Sent   Sent           `json:"sent"`
	// Answer is what came back, as far as it came.
	Answer  *Answer  `json:"answer,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
	// TLS is the handshake before the request, in cases about mutual TLS. One in which the target
	// refused has neither answer nor failure.
	TLS *Handshake `json:"tls,omitempty"`
	// SignatureBase is the signature base of a request that the suite signed.
	SignatureBase Text `json:"signature_base,omitempty"`
	// Called is what a caller was told and what it did; Issued what an issuer was asked for.
	Called *Called `json:"called,omitempty"`
	Issued *Issued `json:"issued,omitempty"`
	// Asked is what a verifier had to say of the vector that was posted to it.
	Asked *Asked `json:"asked,omitempty"`
	// Millis is the time from the first byte sent, or the dial, to the last byte read.
	Millis float64 `json:"duration_ms"`
}

// Sent is a request as it was sent. Long parts are cut; the sizes are those before the cut. Of a vector
// file that is put to a verifier the vector stands there alone.
type Sent struct {
	// To is the scheme and authority of the connection.
	To       string `json:"to"`
	Head     Text   `json:"head"`
	HeadSize int    `json:"head_size"`
	Body     Text   `json:"body,omitempty"`
	BodySize int    `json:"body_size,omitempty"`
}

// Answer is a response, its fields in order and as written.
type Answer struct {
	Status int         `json:"status"`
	Reason Text        `json:"reason"`
	Fields []FieldLine `json:"fields"`
	Body   Text        `json:"body"`
	// Truncated says that the body went on beyond the cap.
	Truncated bool `json:"truncated,omitempty"`
	// Surplus says that bytes followed the answer, so that its announced length was false.
	Surplus bool `json:"surplus,omitempty"`
}

// FieldLine is a field: its name and its value.
type FieldLine [2]Text

// MarshalJSON writes both at once where both are strings: a journal is field lines for the most part.
func (f FieldLine) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(f[0])) && utf8.ValidString(string(f[1])) {
		return json.Marshal([2]string{string(f[0]), string(f[1])})
	}
	return json.Marshal([2]Text(f))
}

func (a *Answer) values(name string) []string {
	return a.fields().Values(name)
}

func (a *Answer) fields() message.Fields { return fieldsOf(a.Fields) }

// response is the answer as the checks take it.
func (a *Answer) response() *message.Response {
	return &message.Response{
		Status: a.Status, Fields: a.fields(), Body: []byte(a.Body), Truncated: a.Truncated,
	}
}

// Text is bytes of any kind. In JSON it is a string where it is valid UTF-8, and otherwise an
// object with the one member "base64".
type Text string

type base64Text struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON writes a string, or an object where a string would lose bytes.
func (t Text) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(t)) {
		return json.Marshal(string(t))
	}
	return json.Marshal(base64Text{[]byte(t)})
}

// UnmarshalJSON reads either form.
func (t *Text) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '{' {
		var b base64Text
		err := json.Unmarshal(data, &b)
		*t = Text(b.Base64)
		return err
	}
	return json.Unmarshal(data, (*string)(t))
}

// cut gives at most limit bytes of a text, without breaking a character.
func cut(b []byte, limit int) Text {
	if len(b) <= limit {
		return Text(b)
	}
	end := limit
	for end > limit-utf8.UTFMax && !utf8.RuneStart(b[end]) {
		end--
	}
	return Text(b[:end])
}
