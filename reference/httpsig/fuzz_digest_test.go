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

// FuzzCanonical writes dictionaries strictly: they are the same when they are written again, a member
// alone is that of the whole, and they grow no more than their bytes allow.
func FuzzCanonical(f *testing.F) {
	s := fuzztest.Vectors(f)
	for _, name := range []string{inputField, signatureField, digestField} {
		for _, value := range s.Values(name) {
			f.Add(value, "wimse")
		}
	}
	f.Add("u=1,\ti;a=?1, u=2.50", "u")
	f.Add(`a=("b" c);d=:AA:, e=@1`, "a")
	f.Fuzz(func(t *testing.T, value, key string) {
		c := Component{Name: "priority"}
		text, err := canonical([]string{value}, c)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if again, err := canonical([]string{text}, c); err != nil || again != text || len(text) > 2*len(value)+2 {
			t.Errorf("%q is %q, and that is %q, %v", value, text, again, err)
		}
		one, err := member([]string{value}, key, c)
		if err != nil {
			fuzztest.Line(t, err)
			return
		}
		if again, err := member([]string{text}, key, c); err != nil || again != one || !strings.Contains(text, key) {
			t.Errorf("%q of %q is %q, and of %q it is %q, %v", key, value, one, text, again, err)
		}
	})
}
