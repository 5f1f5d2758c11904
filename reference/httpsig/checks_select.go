package httpsig

import (
	"slices"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
)

// usualLabel is the label that the texts preferred for a while.
const usualLabel = "wimse"

// choice chooses the signature that counts: by its tag, and where several have the tag of a
// revision that lets them, by the label (http-signature-07, Section 3).
func choice(unique, label string) []check.Check[*state] {
	return []check.Check[*state]{
		{ID: label, Run: nothing, Lenient: func(s *state) error {
			if len(s.all) > 1 {
				s.sig = s.labelled()
			}
			return nil
		}, Strict: refuseOtherLabel},
		{ID: unique, Run: func(s *state) error {
			n := len(s.tagged())
			return check.FailIf(s.facts.TagSelects && n > 1, "%d signatures have the tag %s", n, s.facts.Tag)
		}, Bent: bentUnique},
	}
}

// nothing is for a rule that is kept by what the other checks do.
func nothing(*state) error { return nil }

// selectChecks find the signature of a request.
var selectChecks = slices.Concat(choice("SIG-TAG-UNIQUE", "SIG-LABEL-NOT-USED"), tagChecks,
	withEachBent(each(func(s *state) error {
		return check.FailIf(s.untagged(), "the signature has no tag with the value %s", s.facts.Tag)
	}, fallBack, "SIG-PARAM-TAG", "SIG-TAG-LEGACY"), bentTags), []check.Check[*state]{{Run: settle}})

var tagChecks = []check.Check[*state]{
	{ID: "SIG-TAG-SELECT", Run: nothing, Lenient: func(s *state) error {
		if len(s.all) > 1 && len(s.tagged()) > 0 && s.sig == nil {
			s.sig = s.all[0]
		}
		return nil
	}, Strict: refuseOthers},
	{ID: "SIG-EXTRA-SIGNATURE", Strict: refuseOthers},
	{ID: "SIG-ONE-SIGNATURE", Strict: refuseOthers},
	{ID: "SIG-LABEL-FREE", Strict: refuseOtherLabel},
	{ID: "SIG-LABEL-WIMSE-LEGACY", Strict: refuseOtherLabel},
	{ID: "SIG-PARAM-STRING", Run: func(s *state) error {
		return check.FailIf(slices.ContainsFunc(s.all, oddlyTyped), "tag or nonce is not a string")
	}},
	{ID: "SIG-TAG-NONE", Run: func(s *state) error {
		bad := s.untagged() && len(s.all) != 1
		return check.FailIf(bad, "none of %d signatures has the tag %s", len(s.all), s.facts.Tag)
	}, Lenient: fallBack},
}

// untagged says that nothing is chosen yet and no signature has the tag of the revision.
func (s *state) untagged() bool { return s.sig == nil && len(s.tagged()) == 0 }

// settle takes the signature with the tag, unless a switched-off check has taken another.
func settle(s *state) error {
	if s.sig == nil {
		s.sig = s.best()
	}
	if s.sig == nil && s.anyOff("SIG-TAG-NONE", "SIG-PARAM-TAG", "SIG-TAG-LEGACY", "RSP-PARAMS") {
		return check.ErrDone
	}
	return check.FailIf(s.sig == nil, "there is no signature to be verified")
}

// tagged lists the signatures with the tag of the revision.
func (s *state) tagged() []*signature {
	var out []*signature
	for _, g := range s.all {
		tag, _ := g.text("tag")
		token, _ := g.parameter("tag").(httpsfv.Token)
		if tag == s.facts.Tag || s.anyOff("SIG-PARAM-STRING") && string(token) == s.facts.Tag {
			out = append(out, g)
		}
	}
	return out
}

// oddlyTyped says that a parameter that is a string is there with another type.
func oddlyTyped(g *signature) bool {
	for _, name := range []string{"tag", "nonce"} {
		if _, ok := g.text(name); !ok && g.parameter(name) != nil {
			return true
		}
	}
	return false
}

// labelled gives the signature with the usual label, if there is one.
func (s *state) labelled() *signature { return withLabel(s.all, usualLabel) }

func withLabel(list []*signature, label string) *signature {
	i := slices.IndexFunc(list, func(g *signature) bool { return g.label == label })
	if i < 0 {
		return nil
	}
	return list[i]
}

// best gives the signature of the revision's choice among those with its tag; nil without one.
func (s *state) best() *signature {
	list := s.tagged()
	if g := withLabel(list, s.facts.Label); g != nil {
		return g
	}
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// fallBack takes the signature that an implementation takes to which tags mean nothing.
func fallBack(s *state) error {
	if s.sig == nil {
		s.sig = s.best()
	}
	if s.sig == nil {
		s.sig = s.labelled()
	}
	if s.sig == nil && len(s.all) > 0 {
		s.sig = s.all[0]
	}
	return nil
}

func refuseOthers(s *state) error {
	return check.FailIf(len(s.all) > 1, "there are %d signatures", len(s.all))
}

func refuseOtherLabel(s *state) error {
	return check.FailIf(s.labelled() == nil, "no signature has the label %s", usualLabel)
}
