package httpsig

import (
	"bytes"
	"encoding/base64"
	"regexp"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/fuzztest"
)

// digestMember is a member of Content-Digest: a byte sequence, with parameters that say nothing.
var digestMember = regexp.MustCompile(`^(` + sfKey + `)=:([A-Za-z0-9+/=]*):` + sfParam + `*(?:[ \t]*,[ \t]*|$)`)

// FuzzDigest wants a field that is found good to hold a right digest and no wrong one, by a reading of
// its own, and to be refused with any other content.
func FuzzDigest(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, r := range s.Requests {
		for _, value := range r.Fields.Values(digestField) {
			f.Add(value, r.Body)
		}
	}
	f.Add(Digest(nil)+", sha-512=::", []byte{})
	f.Add(`md5=:AA==:;a="b",sha-256=?1`, []byte("x"))
	f.Fuzz(func(t *testing.T, value string, body []byte) {
		found := compare([]string{value}, body)
		if !found.good() {
			return
		}
		if other := compare([]string{value}, append(bytes.Clone(body), 'x')); other.good() || other.right > 0 {
			t.Errorf("%q is right for two contents", value)
		}
		if right := rightDigest(value, body); !right {
			t.Errorf("%q is found good for %q", value, body)
		}
	})
}

func rightDigest(value string, body []byte) bool {
	last := map[string]string{}
	for rest := strings.Trim(value, " "); rest != ""; {
		m := digestMember.FindStringSubmatch(rest)
		if m == nil {
			return false
		}
		last[m[1]], rest = strings.TrimRight(m[2], "="), rest[len(m[0]):]
	}
	right := 0
	for name, text := range last {
		sum := digests[name]
		if sum == nil {
			continue
		}
		if base64.RawStdEncoding.EncodeToString(sum(body)) != text {
			return false
		}
		right++
	}
	return right > 0
}
