package wimse

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"

	"github.com/dunglas/httpsfv"
)

// digest verifies Content-Digest, which must be there where there is a body (http-signature-07, Section
// 3). Every digest that is understood must be that of the body, and one must be (RFC 9530, Section 2).
func (m message) digest() error {
	lines := m.fields.Values("Content-Digest")
	if len(lines) == 0 && len(m.body) == 0 {
		return nil
	}
	digests, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return fmt.Errorf("Content-Digest: %w", err)
	}
	short, long := sha256.Sum256(m.body), sha512.Sum512(m.body)
	understood := 0
	for name, sum := range map[string][]byte{"sha-256": short[:], "sha-512": long[:]} {
		member, there := digests.Get(name)
		if !there {
			continue
		}
		understood++
		item, _ := member.(httpsfv.Item)
		if value, ok := item.Value.([]byte); !ok || !bytes.Equal(value, sum) {
			return fmt.Errorf("Content-Digest: %s is another body's", name)
		}
	}
	if understood == 0 {
		return errors.New("no Content-Digest that is understood")
	}
	return nil
}
