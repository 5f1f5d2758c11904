package signbase

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// fieldMistakes are about the values of header fields (RFC 9421, Section 2.1) and about the
// digest of the body.
var fieldMistakes = []mistake{
	values("the white space around the values of fields is signed", field,
		func(d draft, l line) string { return strings.Join(d.linesOf(l), ", ") }),
	values("the lines of a field are joined by a comma without a space", field,
		func(d draft, l line) string { return strings.Join(trimmed(d.linesOf(l)), ",") }),
	values("only the first line of a field is signed", field,
		func(d draft, l line) string { return trimmed(d.linesOf(l))[0] }),
	values("only the last line of a field is signed", field, func(d draft, l line) string {
		lines := trimmed(d.linesOf(l))
		return lines[len(lines)-1]
	}),
	values("runs of white space within a field are signed as one space", field,
		func(_ draft, l line) string { return spaces.ReplaceAllString(l.value, " ") }),
	values("a covered field that the message does not have is signed as empty", absent,
		func(draft, line) string { return "" }),
	{"a covered field that the message does not have has no line", func(d draft) []draft {
		return d.without(absent)
	}},
	values("content-digest is that of an empty body", named("content-digest"), digests(nobody)...),
	values("content-digest is that of the body, and the field says another one", named("content-digest"),
		digests(bodyOf)...),
	values("content-digest is signed in another form than the field has", named("content-digest"),
		digestForms...),
}

func absent(l line) bool { return l.absent && !l.derived() }

// linesOf gives the values of a field as they stand in the message; one empty value where there is
// none, or where a parameter makes something else of them.
func (d draft) linesOf(l line) []string {
	from := fields(d.Message)
	if l.flag("req") && d.Request != nil {
		from = d.Request.Fields
	}
	lines := from.Values(l.name)
	if len(lines) == 0 || l.paramsText() != "" && l.paramsText() != ";req" {
		return []string{l.value}
	}
	return lines
}

func trimmed(lines []string) []string {
	out := make([]string, len(lines))
	for i, text := range lines {
		out[i] = strings.Trim(text, " \t\r\n")
	}
	return out
}

var spaces = regexp.MustCompile(`[ \t]+`)

// maxDigested bounds the bodies whose digest is computed, in bytes.
const maxDigested = 1 << 20

// digests gives the digest of a body in both algorithms of RFC 9530, Section 5.
func digests(body func(draft) []byte) []change {
	digest := func(name string, sum func([]byte) []byte) change {
		return func(d draft, l line) string {
			if len(body(d)) > maxDigested {
				return l.value
			}
			return name + "=:" + base64.StdEncoding.EncodeToString(sum(body(d))) + ":"
		}
	}
	return []change{
		digest("sha-256", func(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }),
		digest("sha-512", func(b []byte) []byte { sum := sha512.Sum512(b); return sum[:] }),
	}
}

func nobody(draft) []byte { return nil }

func bodyOf(d draft) []byte {
	switch {
	case d.Response != nil:
		return d.Response.Body
	case d.Request != nil:
		return d.Request.Body
	}
	return nil
}

var digestValue = regexp.MustCompile(`^sha-(256|512)=:([A-Za-z0-9+/]+=*):$`)

// digestForms are the bare value, the form of the older field Digest, and hexadecimal.
var digestForms = []change{
	digestForm(func(_, value string) string { return value }),
	digestForm(func(_, value string) string { return ":" + value + ":" }),
	digestForm(func(bits, value string) string { return "SHA-" + bits + "=" + value }),
	digestForm(func(bits, value string) string { return "sha-" + bits + "=" + value }),
	digestForm(func(_, value string) string {
		raw, err := base64.StdEncoding.DecodeString(value)
		if err != nil {
			return value
		}
		return hex.EncodeToString(raw)
	}),
}

func digestForm(write func(bits, value string) string) change {
	return func(_ draft, l line) string {
		parts := digestValue.FindStringSubmatch(l.value)
		if parts == nil {
			return l.value
		}
		return write(parts[1], parts[2])
	}
}

// nameOf gives the name of a field as it stands in some fields.
func nameOf(fields message.Fields, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name(), name) {
			return f.Name()
		}
	}
	return name
}
