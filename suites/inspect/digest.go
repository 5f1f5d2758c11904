package inspect

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"slices"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

const contentDigest = "Content-Digest"

// digestRows look at the digest of a signed request's body (draft-ietf-wimse-http-signature-07,
// Section 3; RFC 9530, Section 2).
var digestRows = []row[*sent]{
	{"SIG-DIGEST-PRESENT", inspected(func(r *signedRequest) error {
		return digestMissing(r.req.Fields, r.req.Body)
	})},
	{"SIG-DIGEST-VALUE", inspected(func(r *signedRequest) error {
		return digestWrong(r.req.Fields, r.req.Body)
	})},
	{"SIG-DIGEST-ALGORITHM", inspected(func(r *signedRequest) error {
		return digestInsecure(r.req.Fields)
	})},
}

// digests are the algorithms that RFC 9530, Section 7.2 calls active; insecure are the others.
var (
	digests = map[string]func([]byte) []byte{
		"sha-256": func(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] },
		"sha-512": func(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] },
	}
	insecure = []string{"md5", "sha", "unixsum", "unixcksum", "adler", "crc32c"}
)

func digestMissing(fields message.Fields, body []byte) error {
	if len(body) > 0 && !fields.Has(contentDigest) {
		return fmt.Errorf("a body of %d bytes has no %s", len(body), contentDigest)
	}
	return nil
}

// digestWrong holds every digest that it knows against the body.
func digestWrong(fields message.Fields, body []byte) error {
	if !fields.Has(contentDigest) {
		return nil
	}
	d, err := dictionary(fields, contentDigest)
	if err != nil {
		return err
	}
	for _, name := range d.Names() {
		member, _ := d.Get(name)
		item, _ := member.(httpsfv.Item)
		value, ok := item.Value.([]byte)
		if !ok {
			return fmt.Errorf("the digest by %s is no byte sequence", short(name))
		}
		if sum := digests[name]; sum != nil && !bytes.Equal(sum(body), value) {
			return fmt.Errorf("the digest by %s is not that of the body", short(name))
		}
	}
	return nil
}

// digestInsecure: RFC 9530, Section 5.
func digestInsecure(fields message.Fields) error {
	d, err := dictionary(fields, contentDigest)
	if err != nil || !fields.Has(contentDigest) {
		return nil
	}
	known := false
	for _, name := range d.Names() {
		if slices.Contains(insecure, name) {
			return fmt.Errorf("the digest is made with %s", name)
		}
		known = known || digests[name] != nil
	}
	if !known {
		return errors.New("no digest is made with a registered algorithm")
	}
	return nil
}
