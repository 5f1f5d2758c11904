package inspect

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// unsignedRows look at a response that is not signed though it should be
// (draft-ietf-wimse-http-signature-07, Sections 3.5 and 3.6).
var unsignedRows = []row[*Capture]{
	{"RSP-SIGN-REQUIRED-PARAM", unsigned(asked, func(*message.Response) error { return errUnsigned })},
	{"RSP-SIGN-REQUIRED-POLICY", unsigned(claims, func(*message.Response) error { return errUnsigned })},
	{"RSP-SIGN-CLAIMED", unsigned(preferred, func(*message.Response) error { return errUnsigned })},
	{"RSP-CANNOT-SIGN-NO-SUCCESS", unsigned(owed, func(m *message.Response) error {
		if m.Status >= 200 && m.Status < 300 {
			return fmt.Errorf("an unsigned response has the status %d", m.Status)
		}
		return nil
	})},
	{"RSP-CANNOT-SIGN-ERROR", unsigned(owed, func(m *message.Response) error {
		if m.Status < 200 || m.Status >= 300 && m.Status < 400 || m.Status >= 600 {
			return fmt.Errorf("an unsigned response has the status %d, which is no error", m.Status)
		}
		return nil
	})},
	{"RSP-CANNOT-SIGN-STATUS", cannotSign},
	{"RSP-ACCEPT-SIG-PRECEDENCE", unsigned(askedTwice, func(*message.Response) error { return errUnsigned })},
}

// cannotSign: draft-ietf-wimse-http-signature-07, Section 3.6.
func cannotSign(c *Capture) error {
	statuses := c.Profile.HTTPSig().CannotSign
	return unsigned(owed, func(m *message.Response) error {
		if m.Status >= 400 && m.Status < 600 && !slices.Contains(statuses, m.Status) {
			return fmt.Errorf("an unsigned response has the status %d, not one of %v", m.Status, statuses)
		}
		return nil
	})(c)
}

var errUnsigned = errors.New("the response is not signed")

// unsigned looks at a response without a signature where one is due.
func unsigned(due func(*Capture) bool, look func(*message.Response) error) func(*Capture) error {
	return func(c *Capture) error {
		if c.Response == nil || signed(c.Response.Fields) || !due(c) {
			return nil
		}
		return look(c.Response)
	}
}

// asked says that the request asks for a signed response.
func asked(c *Capture) bool {
	name := c.Profile.HTTPSig().SignResponse
	if name == "" || len(c.Requests) == 0 {
		return false
	}
	all, err := signatures(c.Requests[0].Fields)
	one := chosen(c.Profile, all)
	return err == nil && one != nil && one.param(name) == any(true)
}

// askedTwice says that the request asks by Accept-Signature as well.
func askedTwice(c *Capture) bool {
	return asked(c) && c.Requests[0].Fields.Has(acceptSignature)
}

func claims(c *Capture) bool { return c.Signs }

func owed(c *Capture) bool { return asked(c) || c.Signs }

func preferred(c *Capture) bool {
	return (c.Signs || c.SignsWhenAsked) && len(c.Requests) > 0 && c.Requests[0].Fields.Has(acceptSignature)
}
