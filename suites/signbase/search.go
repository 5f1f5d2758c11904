package signbase

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// search looks for the base under which a signature verifies.
type search struct {
	key   jose.Key
	value []byte
	// tried are the bases that were tried, with the way in which the signature was made.
	tried map[string]bool
	// left is how many verifications may still be made.
	left int
}

// The verifications that are made at most: for mistakes by themselves, with a slow key, and for pairs
// of mistakes.
const (
	mostSingle = 1200
	mostSlow   = 200
	mostPairs  = 600
)

func newSearch(key jose.Key, value []byte) *search {
	s := &search{key: key, value: value, tried: map[string]bool{}, left: mostSingle}
	if s.slow() {
		s.left = mostSlow
	}
	return s
}

// run tries a base as it is, then with each mistake, then with two of them. It gives the base under
// which the signature verifies, and the mistakes in words.
func (s *search) run(right draft) (draft, string, bool) {
	if s.verifies(right) {
		return right, "", true
	}
	for _, m := range mistakes {
		if d, found := s.any(m.make(right)); found {
			return d, m.words, true
		}
	}
	if s.slow() {
		return draft{}, "", false
	}
	s.left = mostPairs
	return s.pairs(right)
}

// slow says that a verification with the key takes milliseconds, so that pairs are not looked for.
func (s *search) slow() bool {
	pub, ok := s.key.Public.(*ecdsa.PublicKey)
	return ok && pub.Curve != elliptic.P256()
}

func (s *search) any(drafts []draft) (draft, bool) {
	for _, d := range drafts {
		if s.verifies(d) {
			return d, true
		}
	}
	return draft{}, false
}

// fewest is how many variants a mistake may have to be tried together with another.
const fewest = 6

func (s *search) pairs(right draft) (draft, string, bool) {
	few := slices.DeleteFunc(slices.Clone(mistakes), func(m mistake) bool {
		return len(m.make(right)) > fewest
	})
	for i, first := range few {
		for _, variant := range first.make(right) {
			for _, second := range few[i+1:] {
				if s.left <= 0 {
					return draft{}, "", false
				}
				if d, found := s.any(second.make(variant)); found {
					return d, first.words + "; and " + second.words, true
				}
			}
		}
	}
	return draft{}, "", false
}

// verifies says whether the signature verifies under a base. What was tried before did not.
func (s *search) verifies(d draft) bool {
	how := d.by
	if how == nil {
		how = rightly
	}
	base := d.String()
	id := base
	if d.by != nil {
		id = d.byName + "\x00" + base
	}
	if s.left <= 0 || s.tried[id] || len(base) > 2*maxSigned {
		return false
	}
	s.tried[id] = true
	s.left--
	return how(s.key, base, s.value)
}
