package signbase

import (
	"crypto"
	"slices"
)

// mistake is something that signers are known to get wrong. Words say what was signed; make
// gives the bases that come of it, none where the message has nothing to get wrong.
type mistake struct {
	words string
	make  func(draft) []draft
}

// mistakes are tried in this order.
var mistakes = slices.Concat(targetMistakes, fieldMistakes, nameMistakes, responseMistakes,
	lineMistakes, paramMistakes, endMistakes, methodMistakes)

// methodMistakes are made with the right base.
var methodMistakes = []mistake{
	by("the signature is in DER, not R and S in their fixed sizes", inDER),
	by("S stands in front of R in the signature", swapped),
	by("the padding, or the length of its salt, is not that of the algorithm", padded),
	by("the base was hashed with SHA-1, not with the hash of the algorithm", hashed(crypto.SHA1)),
	by("the base was hashed with SHA-256, not with the hash of the algorithm", hashed(crypto.SHA256)),
	by("the base was hashed with SHA-384, not with the hash of the algorithm", hashed(crypto.SHA384)),
	by("the base was hashed with SHA-512, not with the hash of the algorithm", hashed(crypto.SHA512)),
	by("the hash of the base was signed, so that it was hashed twice", hashedFirst),
	by("it was signed with Ed25519ph, not Ed25519", prehashed),
	by("the bytes of the signature are those of its text in base64 or hexadecimal", asText),
	by("the base was signed in base64url, as a JWS payload is", encodedBase),
}

// by makes the mistake of another way of signing.
func by(words string, how method) mistake {
	return mistake{words, func(d draft) []draft {
		if d.by != nil {
			return nil
		}
		d.by, d.byName = how, words
		return []draft{d}
	}}
}

// change gives a value in place of the one that a line has.
type change func(d draft, l line) string

// values makes a mistake about the values of the lines that fit, one base for each of some changes.
func values(words string, fits func(line) bool, changes ...change) mistake {
	return mistake{words, func(d draft) []draft {
		var out []draft
		for _, c := range changes {
			touched := false
			changed := d.withLines(func(l line) line {
				if fits(l) {
					value := c(d, l)
					touched = touched || value != l.value
					l.value = value
				}
				return l
			})
			if touched {
				out = append(out, changed)
			}
		}
		return out
	}}
}

// named fits the derived component of a name, of a request or with ";req" of a response.
func named(name string) func(line) bool { return func(l line) bool { return l.name == name } }

// field fits the header fields that the message has.
func field(l line) bool { return !l.derived() && !l.absent }
