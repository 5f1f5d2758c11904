package httpsig

import (
	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
)

// presentChecks ask for a signature at all in a request.
var presentChecks = []check.Check[*state]{
	{ID: "SIG-NO-BEARER", Run: func(s *state) error {
		return check.FailIf(!s.hasFields(), "the request carries no signature")
	}, Lenient: func(s *state) error {
		if !s.hasFields() {
			return check.ErrDone
		}
		return nil
	}},
}

// hasFields says whether the message has one of the two fields, or both.
func (s *state) hasFields() bool {
	return s.fields.Has(inputField) || s.fields.Has(signatureField)
}

// formChecks parse the two fields (RFC 9421, Sections 4, 4.1 and 4.2).
var formChecks = []check.Check[*state]{
	{ID: "SIG-FIELD-MALFORMED", Run: parse, Lenient: func(s *state) error {
		if parse(s) != nil {
			return check.ErrDone
		}
		return nil
	}, Bent: bentParse},
	{ID: "SIG-LABEL-PAIRED", Run: paired, Bent: bentPairs, Lenient: pairAnyhow},
	{ID: "SIG-PARAM-DUPLICATE", Run: refuseRepeated, Lenient: takeFirst},
}

// responseFormChecks do the same for a response.
var responseFormChecks = []check.Check[*state]{
	{ID: "RSP-SIGNED-VALIDATE", Run: func(s *state) error {
		if err := parse(s); err != nil {
			return err
		}
		return paired(s)
	}, Lenient: func(s *state) error {
		if parse(s) != nil || paired(s) != nil {
			return check.ErrDone
		}
		return nil
	}},
}

func parse(s *state) (err error) {
	s.all, err = signaturesOf(s.fields)
	return err
}

func paired(s *state) error { return unpaired(s.fields) }

// pairAnyhow gives a signature without a value the first value that there is.
func pairAnyhow(s *state) error {
	values, err := httpsfv.UnmarshalDictionary(s.fields.Values(signatureField))
	if err != nil || len(values.Names()) == 0 || len(s.all) == 0 {
		return check.ErrDone
	}
	for _, g := range s.all {
		if g.value == nil {
			g.value, _ = byteSequence(values, values.Names()[0])
		}
	}
	return nil
}

// listChecks hold the list of components of a request against RFC 9421, Sections 2 and 2.5.
var listChecks = []check.Check[*state]{
	{ID: "SIG-COMP-DUPLICATE", Run: func(s *state) error {
		return refuseTwice(s.covered)
	}, Bent: bentDuplicates, Lenient: allowTwice},
	{ID: "SIG-COMP-PARAMETER", Run: func(s *state) error {
		for _, c := range s.covered {
			if err := c.check(); err != nil {
				return err
			}
		}
		return nil
	}, Bent: bentComponentParameters, Lenient: allowParameters},
	withBent(refuseComponents("SIG-COMP-WRONG-MESSAGE", Message.foreign, "is for responses"), bentForeign),
	refuseComponents("SIG-COMP-UNKNOWN", Message.unknown, "is not known"),
	refuseComponents("SIG-COMP-ABSENT", Message.absent, "is not in the request"),
}

// refuseComponents refuses what has no value here. Without the check such a signature is taken for
// good, since nobody can tell what its maker signed.
func refuseComponents(
	id string, bad func(Message, Component) bool, why string,
) check.Check[*state] {
	find := func(s *state) error {
		for _, c := range s.covered {
			if bad(s.msg, c) {
				return check.FailIf(true, "component %.80s %s", c, why)
			}
		}
		return nil
	}
	return check.Check[*state]{ID: id, Run: find, Lenient: func(s *state) error {
		s.waived = s.waived || find(s) != nil
		return nil
	}}
}

// readComponents reads what the signature covers.
func readComponents(s *state) (err error) {
	s.covered, err = s.sig.components()
	return err
}
