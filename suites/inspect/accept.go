package inspect

import (
	"fmt"
	"slices"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

const acceptSignature = "Accept-Signature"

// acceptRows look at what Accept-Signature asks for (draft-ietf-wimse-http-signature-07, Section
// 3.5; RFC 9421, Section 5.1).
var acceptRows = []row[*Capture]{
	{"RSP-ACCEPT-SIG-SERVER", func(c *Capture) error {
		if c.Response == nil {
			return nil
		}
		return weak(c.Response.Fields, c.Profile.HTTPSig().Request)
	}},
	{"RSP-ACCEPT-SIG-NOT-WEAKER", func(c *Capture) error {
		if c.Response == nil {
			return nil
		}
		return weak(c.Response.Fields, c.Profile.HTTPSig().Request)
	}},
}

func (s *sent) acceptSignature() error { return weak(s.req.Fields, s.Profile.HTTPSig().Response) }

// weak complains where no member of the field lists all the components that are always due. Those
// that are due where a field is present may be left out.
func weak(fields message.Fields, due []string) error {
	if !fields.Has(acceptSignature) {
		return nil
	}
	d, err := dictionary(fields, acceptSignature)
	if err != nil {
		return err
	}
	for _, label := range d.Names() {
		v, _ := d.Get(label)
		list, ok := v.(httpsfv.InnerList)
		if !ok {
			continue
		}
		s := signature{input: list}
		lacks := func(component string) bool { return !s.covers(component) }
		if !slices.ContainsFunc(append(slices.Clone(due), "workload-identity-token"), lacks) {
			return nil
		}
	}
	return fmt.Errorf("no member of %s lists what a signature has to cover", acceptSignature)
}
