package inspect

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// coverRows look at what the signature of a request has to cover
// (draft-ietf-wimse-http-signature-07, Section 3).
var coverRows = []row[*sent]{
	{"SIG-COMP-METHOD", requires("@method")},
	{"SIG-COMP-PATH", requires("@path")},
	{"SIG-COMP-QUERY", requires("@query")},
	{"SIG-COMP-REQUEST-TARGET-LEGACY", requires("@request-target")},
	{"SIG-COMP-NO-REQUEST-TARGET", inspected((*signedRequest).noRequestTarget)},
	{"SIG-COMP-NO-AUTHORITY", inspected((*signedRequest).noAuthority)},
	{"SIG-COMP-CONTENT-TYPE", requiresField("content-type")},
	{"SIG-COMP-CONTENT-DIGEST", requiresField("content-digest")},
	{"SIG-COMP-AUTHORIZATION", requiresField("authorization")},
	{"SIG-COMP-TXN-TOKEN", requiresField("txn-token")},
	{"SIG-COMP-WIT", requiresField("workload-identity-token")},
	{"SIG-COMP-WIMSE-AUDIENCE", requiresField("wimse-audience")},
}

// requires asks for a derived component that the profile lists.
func requires(component string) func(*sent) error {
	return inspected(func(r *signedRequest) error {
		return uncovered(r.Profile.HTTPSig().Request, component, r.signature)
	})
}

// requiresField asks for a field that the profile lists, where the request has it.
func requiresField(name string) func(*sent) error {
	return inspected(func(r *signedRequest) error {
		return uncoveredField(r.Profile.HTTPSig().RequestFields, name, r.signature, r.req.Fields)
	})
}

func uncovered(listed []string, component string, s signature) error {
	if slices.Contains(listed, component) && !s.covers(component) {
		return fmt.Errorf("the signature does not cover %s", component)
	}
	return nil
}

func uncoveredField(listed []string, name string, s signature, fields message.Fields) error {
	if !fields.Has(name) {
		return nil
	}
	return uncovered(listed, name, s)
}

// noRequestTarget is for one that stands beside what this profile has in its place. Alone it leaves
// those uncovered, which is for their checks to say.
func (r *signedRequest) noRequestTarget() error {
	if r.covers("@request-target") && r.covers("@path") && r.covers("@query") {
		return fmt.Errorf("the signature covers @request-target")
	}
	return nil
}

func (r *signedRequest) noAuthority() error {
	if r.covers("@authority") {
		return fmt.Errorf("the signature covers @authority")
	}
	return nil
}
