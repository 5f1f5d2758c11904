package explain

import (
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/signbase"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// signatureBase is the signature base of a message beside another one.
type signatureBase struct {
	// Says says what the lines show: which base "-" stands for, and which "+".
	Says  string   `json:"says"`
	Lines []string `json:"lines"`
	// Signed is the base that was signed. Recipient is the one that the recipient has to
	// compute, where that is another one, and Control the one that was signed in the control.
	Signed    string `json:"signed"`
	Recipient string `json:"recipient,omitempty"`
	Control   string `json:"control,omitempty"`
}

// signatureBaseOf compares the base that was signed with the one that the recipient has to compute,
// or where these are the same with that of the control; nil where nothing was signed.
func signatureBaseOf(p *spec.Profile, control string, before *vector.Step, last vector.Step) *signatureBase {
	if last.SignatureBase == "" {
		return nil
	}
	b := &signatureBase{Signed: last.SignatureBase}
	if before != nil {
		b.Control = before.SignatureBase
	}
	m := httpsig.Message{Request: last.Request, Response: last.Response}
	head, computed := signbase.Heading(p, m, last.SignatureBase)
	old, new := b.Signed, computed
	switch {
	case computed != b.Signed:
		b.Says, b.Recipient = head+":", computed
	case b.Control != "" && b.Control != b.Signed:
		b.Says, old = "- was signed in the control "+control+", + in this message:", b.Control
	case b.Control != "":
		b.Says = head + "; it is that of the control " + control + ":"
	default:
		b.Says = head + ":"
	}
	b.Lines = strings.Split(signbase.Diff(old, new), "\n")
	return b
}
