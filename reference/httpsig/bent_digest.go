package httpsig

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentDigests compare a digest by another rule than that it is equal to that of the content.
func bentDigests(right func(*state) error) []check.Bent[*state] {
	return []check.Bent[*state]{
		{Name: "prefix", Run: unless(digestThat(beginsTheSum), right)},
		{Name: "empty", Run: unless(digestThat(func(_ *state, _ string, value []byte) bool {
			return len(value) == 0
		}), right)},
		{Name: "of-trimmed-content", Run: unless(digestThat(func(s *state, name string, value []byte) bool {
			return bytes.Equal(value, digests[name](bytes.TrimSpace(s.body)))
		}), right)},
	}
}

func beginsTheSum(s *state, name string, value []byte) bool {
	return len(value) > 0 && bytes.HasPrefix(digests[name](s.body), value)
}

// bentRequestDigests look only at one algorithm, or at one method.
var bentRequestDigests = append(bentDigests(refuseWrongDigest), []check.Bent[*state]{
	{Name: "sha-256-alone", Run: unless(func(s *state) bool {
		all, err := httpsfv.UnmarshalDictionary(s.fields.Values(digestField))
		return err == nil && !slices.Contains(all.Names(), "sha-256")
	}, refuseWrongDigest)},
	{Name: "of-post-alone", Run: unless(notPost, refuseWrongDigest)},
}...)

var bentMissing = []check.Bent[*state]{{Name: "of-post-alone", Run: unless(notPost, needDigest)}}

func notPost(s *state) bool { return s.msg.Request.Method != "POST" }

// digestThat looks for a digest of some kind by an algorithm that is known here.
func digestThat(alike func(s *state, name string, value []byte) bool) func(*state) bool {
	return func(s *state) bool {
		all, err := httpsfv.UnmarshalDictionary(s.fields.Values(digestField))
		return err == nil && !s.truncated && slices.ContainsFunc(all.Names(), func(name string) bool {
			value, ok := byteSequence(all, name)
			return ok && digests[name] != nil && alike(s, name, value)
		})
	}
}

// bentUnknown takes any algorithm for one that it knows whose name begins as those of the known ones.
var bentUnknown = []check.Bent[*state]{{Name: "any-sha", Run: unless(func(s *state) bool {
	all, err := httpsfv.UnmarshalDictionary(s.fields.Values(digestField))
	return err == nil && slices.ContainsFunc(all.Names(), func(name string) bool {
		return strings.HasPrefix(name, "sha")
	})
}, refuseUnknownDigest)}}

// bentMalformed reads the field in the form of its forerunner Digest (RFC 3230), without colons.
var bentMalformed = []check.Bent[*state]{{Name: "without-colons", Run: unless(func(s *state) bool {
	algorithm, text, _ := strings.Cut(strings.Join(s.fields.Values(digestField), ", "), "=")
	value, err := base64.StdEncoding.DecodeString(text)
	sum := digests[algorithm]
	return err == nil && sum != nil && bytes.Equal(value, sum(s.body))
}, refuseMalformedDigest)}}
