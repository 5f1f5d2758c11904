package httpsig

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"

	"github.com/dunglas/httpsfv"
)

// Digest gives the value of Content-Digest for some content, with SHA-256 (RFC 9530, Section 2).
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

// digests are the algorithms that RFC 9530, Section 5 has for use against an adversary.
var digests = map[string]func([]byte) []byte{
	"sha-256": func(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] },
	"sha-512": func(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] },
}

// comparison is what became of holding a Content-Digest field against the content.
type comparison struct {
	// malformed says that it is no dictionary of byte sequences; right and wrong count its digests of
	// known algorithms.
	malformed    bool
	right, wrong int
}

func compare(lines []string, body []byte) comparison {
	all, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return comparison{malformed: true}
	}
	var c comparison
	for _, name := range all.Names() {
		value, ok := byteSequence(all, name)
		sum := digests[name]
		switch {
		case !ok:
			c.malformed = true
		case sum == nil:
		case bytes.Equal(value, sum(body)):
			c.right++
		default:
			c.wrong++
		}
	}
	return c
}

func (c comparison) good() bool { return !c.malformed && c.right > 0 && c.wrong == 0 }

func byteSequence(d *httpsfv.Dictionary, name string) ([]byte, bool) {
	member, _ := d.Get(name)
	item, _ := member.(httpsfv.Item)
	value, ok := item.Value.([]byte)
	return value, ok
}
