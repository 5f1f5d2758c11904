package httpsig

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// requestCoverage are the components that the signature of a request covers (http-signature-07,
// Section 3).
var requestCoverage = []check.Check[*state]{
	{ID: "SIG-COMP-METHOD", Run: covers("@method"), Bent: ofAnySignature("@method")},
	{ID: "SIG-COMP-PATH", Run: covers("@path"), Bent: ofAnySignature("@path")},
	{ID: "SIG-COMP-QUERY", Run: covers("@query"), Bent: bentQuery},
	{ID: "SIG-COMP-REQUEST-TARGET-LEGACY", Run: covers("@request-target"),
		Bent: ofAnySignature("@request-target")},
	{ID: "SIG-COMP-CONTENT-TYPE", Run: covers("content-type"), Bent: bentContentType},
	{ID: "SIG-COMP-CONTENT-DIGEST", Run: covers("content-digest"), Bent: bentContentDigest},
	{ID: "SIG-COMP-AUTHORIZATION", Run: covers("authorization"), Bent: containing("authorization")},
	{ID: "SIG-COMP-TXN-TOKEN", Run: covers("txn-token"), Bent: containing("txn-token")},
	{ID: "SIG-COMP-WIT", Run: covers("workload-identity-token"), Bent: bentWIT},
	{ID: "SIG-COMP-WIMSE-AUDIENCE", Run: covers("wimse-audience")},
	{ID: "SIG-COMP-EXTRA", Strict: refuseExtra},
	{ID: "SIG-COMP-UNSIGNED", Strict: refuseUnsigned},
	{ID: "SIG-TXN-TOKEN", Strict: func(s *state) error {
		return check.FailIf(s.fields.Has("Txn-Token"), "a Txn-Token stands beside the signature")
	}},
	{ID: "SIG-AUTHORIZATION", Strict: func(s *state) error {
		return check.FailIf(s.fields.Has("Authorization"), "an access token stands beside the signature")
	}},
}

// responseCoverage are those of a response.
var responseCoverage = []check.Check[*state]{
	{ID: "RSP-COMP-STATUS", Run: covers("@status"), Bent: bentStatus},
	{ID: "RSP-COMP-METHOD-REQ", Run: covers("@method;req")},
	{ID: "RSP-COMP-PATH-REQ", Run: covers("@path;req")},
	{ID: "RSP-COMP-QUERY-REQ", Run: covers("@query;req"), Bent: bentQueryOfRequest},
	{ID: "RSP-COMP-REQUEST-TARGET-LEGACY", Run: covers("@request-target;req")},
	{ID: "RSP-COMP-CONTENT-TYPE", Run: covers("content-type"), Bent: ofTheRequest("content-type")},
	{ID: "RSP-COMP-CONTENT-DIGEST", Run: covers("content-digest"), Bent: ofTheRequest("content-digest")},
	{ID: "RSP-COMP-WIT", Run: covers("workload-identity-token"),
		Bent: ofTheRequest("workload-identity-token")},
}

// mustCover lists the components that the revision wants covered in this message.
func (s *state) mustCover() []string {
	derived, names := s.facts.Request, s.facts.RequestFields
	if s.isResponse() {
		derived, names = s.facts.Response, s.facts.ResponseFields
	}
	out := slices.Clone(derived)
	for _, name := range names {
		if s.fields.Has(name) {
			out = append(out, name)
		}
	}
	return out
}

// covers asks for a component where the revision wants it.
func covers(component string) func(*state) error {
	return func(s *state) error {
		bad := slices.Contains(s.mustCover(), component) && !s.isCovered(component)
		return check.FailIf(bad, "%s is not covered", component)
	}
}

// isCovered says whether a component is covered as a whole and in this message. A field may be
// covered in any form that RFC 9421, Section 2.1 gives it; one member of it is not the field.
func (s *state) isCovered(component string) bool {
	name, of, _ := strings.Cut(component, ";")
	return slices.ContainsFunc(s.covered, func(c Component) bool {
		return c.Name == name && c.flag("req") == (of == "req") && !c.has("key") && !c.flag("tr")
	})
}

// refuseExtra is the misreading that nothing else may be covered, and only in the order of the
// draft.
func refuseExtra(s *state) error {
	var covered []string
	for _, c := range s.covered {
		covered = append(covered, c.Bare())
	}
	return check.FailIf(!slices.Equal(covered, s.mustCover()), "%.200q is covered", covered)
}

// refuseUnsigned is the misreading that every field has to be covered.
func refuseUnsigned(s *state) error {
	for _, f := range s.fields {
		name := strings.ToLower(f.Name())
		free := []string{"signature", "signature-input", "host", "content-length"}
		if !slices.Contains(free, name) && !s.isCovered(name) {
			return check.FailIf(true, "%.40q is not covered", name)
		}
	}
	return nil
}
