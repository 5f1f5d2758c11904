package examine

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/spec"
)

const (
	digestField = "Content-Digest"
	lengthField = "Content-Length"
)

// reading is a way to take the printed body for bytes: nobody sees in print how its lines end.
type reading struct {
	name string
	body []byte
}

func readings(body []byte) []reading {
	bare := bytes.TrimRight(body, "\r\n")
	if len(bare) == 0 {
		return []reading{{"empty content", nil}}
	}
	crlf := bytes.ReplaceAll(bare, []byte("\n"), []byte("\r\n"))
	end := func(text []byte, mark string) []byte { return append(bytes.Clone(text), mark...) }
	all := []reading{
		{"the body without a line break at its end", bare},
		{"the body with a line feed at its end", end(bare, "\n")},
		{"the body with CR LF at its end", end(crlf, "\r\n")},
		{"the body with two line feeds at its end", end(bare, "\n\n")},
	}
	if !bytes.Equal(crlf, bare) {
		all = append(all, reading{"the body with CR LF between its lines", crlf})
	}
	return all
}

// sums are the digests of RFC 9530, Section 5 that are for use against an adversary.
var sums = map[string]func([]byte) []byte{
	"sha-256": func(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] },
	"sha-512": func(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] },
}

// checkDigest holds Content-Digest and Content-Length against the body in each reading.
func checkDigest(r *Result, f *figure, p *spec.Profile) {
	if f.shows() == "field" {
		return
	}
	body, fields := f.message.Body(), f.message.Fields()
	possible := readings(body)
	if !fields.Has(digestField) {
		if p != nil && f.signed() && p.HTTPSig().DigestRequired && possible[0].body != nil {
			r.fail("content-digest", "there is a body, and no %s, which this revision requires", digestField)
		}
	} else if fit := digested(r, f, possible); fit != nil {
		possible = []reading{*fit}
	}
	checkLength(r, fields.Values(lengthField), possible)
}

// digested reports which reading has the digest, and gives it; nil where none has. A line break that
// is part of the body is odd where no length tells it from the one that ends the figure.
func digested(r *Result, f *figure, possible []reading) *reading {
	d, err := dictionary(f.message.Fields(), digestField)
	if err != nil {
		r.fail("content-digest", "%v", err)
		return nil
	}
	var fit *reading
	for _, name := range d.Names() {
		member, _ := d.Get(name)
		item, _ := member.(httpsfv.Item)
		value, _ := item.Value.([]byte)
		if sums[name] == nil {
			r.cannot("content-digest", "%s is not known here", name)
			continue
		}
		if fit = having(sums[name], value, possible); fit != nil {
			bare := bytes.Equal(fit.body, possible[0].body) || f.message.Fields().Has(lengthField)
			r.note("content-digest", Pass, !bare, "%s is that of %s", []any{name, fit.name})
			continue
		}
		detail := name + " is that of the body in no reading"
		if bytes.Equal(sums[name](nil), value) {
			detail += "; it is that of empty content"
		}
		r.fail("content-digest", "%s", detail)
	}
	return fit
}

func having(sum func([]byte) []byte, value []byte, possible []reading) *reading {
	for _, one := range possible {
		if bytes.Equal(sum(one.body), value) {
			return &one
		}
	}
	return nil
}

func checkLength(r *Result, values []string, possible []reading) {
	if len(values) == 0 {
		return
	}
	length, err := strconv.Atoi(strings.Join(values, ","))
	if err != nil {
		r.fail("content-length", "it is no number: %q", values)
		return
	}
	for _, one := range possible {
		if len(one.body) == length {
			r.pass("content-length", "it is that of %s", one.name)
			return
		}
	}
	r.fail("content-length", "it is %d, and %s has %d bytes", length, possible[0].name, len(possible[0].body))
}
