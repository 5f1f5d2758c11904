package httpsig

import (
	"errors"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// ErrTooLarge is the cause of a refusal where the content is larger than what was read of it, so
// that nobody can tell whether its digest is right.
var ErrTooLarge = errors.New("httpsig: the content is too large to be verified")

// digestChecks ask for a digest where a request has content, and compute it anew
// (http-signature-07, Section 3; RFC 9530, Section 2).
var digestChecks = []check.Check[*state]{
	{ID: "SIG-DIGEST-NO-BODY", Strict: needAnyDigest},
	{ID: "SIG-DIGEST-EMPTY", Strict: needAnyDigest},
	{ID: "SIG-DIGEST-MISSING-REJECT", Run: needDigest, Bent: bentMissing},
	{Run: compareDigests},
	{ID: "SIG-DIGEST-MALFORMED", Run: refuseMalformedDigest, Bent: bentMalformed},
	{ID: "SIG-DIGEST-UNKNOWN", Run: refuseUnknownDigest, Bent: bentUnknown},
	{ID: "SIG-DIGEST-SEVERAL", Run: func(s *state) error {
		bad := s.digests.right > 0 && s.digests.wrong > 0
		return check.FailIf(bad, "one of the digests is not that of the content")
	}},
	{ID: "SIG-DIGEST-VERIFY", Run: refuseWrongDigest, Bent: bentRequestDigests, Strict: func(s *state) error {
		lines := s.fields.Values(digestField)
		bad := len(lines) > 0 && strings.Join(lines, ", ") != Digest(s.body)
		return check.FailIf(bad, "the digest is not one by SHA-256")
	}},
}

// responseDigestChecks do the same for a response, where one row speaks of all that can be wrong.
var responseDigestChecks = slices.Concat([]check.Check[*state]{
	{ID: "RSP-DIGEST-MISSING-REJECT", Run: needDigest},
	{Run: compareDigests},
	{ID: "RSP-DIGEST-VERIFY", Run: refuseBadDigest, Bent: bentDigests(refuseBadDigest)},
})

func needAnyDigest(s *state) error {
	return check.FailIf(!s.fields.Has(digestField), "there is no %s field", digestField)
}

func needDigest(s *state) error {
	bad := (len(s.body) > 0 || s.truncated) && !s.fields.Has(digestField)
	return check.FailIf(bad, "there is content, and no %s field", digestField)
}

func compareDigests(s *state) error {
	if s.fields.Has(digestField) && !s.truncated {
		s.digests = compare(s.fields.Values(digestField), s.body)
	}
	return nil
}

func refuseMalformedDigest(s *state) error {
	return check.FailIf(s.digests.malformed, "%s is no dictionary of byte sequences", digestField)
}

func refuseWrongDigest(s *state) error {
	if s.tooLarge() {
		return tooLarge("SIG-DIGEST-VERIFY")
	}
	bad := s.digests.wrong > 0 && s.digests.right == 0
	return check.FailIf(bad, "the digest is not that of the content")
}

// refuseBadDigest does for a response what for a request are several checks.
func refuseBadDigest(s *state) error {
	if s.tooLarge() {
		return tooLarge("RSP-DIGEST-VERIFY")
	}
	bad := s.fields.Has(digestField) && !s.digests.good()
	return check.FailIf(bad, "the digest is not that of the content")
}

func refuseUnknownDigest(s *state) error {
	d := s.digests
	bad := s.fields.Has(digestField) && !s.truncated && !d.malformed && d.right+d.wrong == 0
	return check.FailIf(bad, "%s has no algorithm that is known here", digestField)
}

// tooLarge says that there is a digest of more content than was read.
func (s *state) tooLarge() bool { return s.truncated && s.fields.Has(digestField) }

func tooLarge(requirement string) *check.Refusal {
	detail := "the content is larger than what is read of it here"
	return &check.Refusal{Requirement: requirement, Detail: detail, Cause: ErrTooLarge}
}
