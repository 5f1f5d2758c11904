package signbase

import (
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// nameMistakes are about how the lines name their components (RFC 9421, Section 2).
var nameMistakes = []mistake{
	{"the names of fields are not in lower case", func(d draft) []draft {
		asSent := func(name string) string { return nameOf(fields(d.Message), name) }
		return append(d.renamed(field, asSent), d.renamed(field, textproto.CanonicalMIMEHeaderKey)...)
	}},
	{"the names of components are without quotation marks", func(d draft) []draft {
		bare := d.withLines(func(l line) line {
			l.id = strings.ReplaceAll(l.id, `"`, "")
			return l
		})
		tail := bare
		tail.tail = strings.Replace(bare.tail, paramsName, "@signature-params: ", 1)
		return []draft{bare, tail}
	}},
	{"no space stands behind the colon", func(d draft) []draft {
		d.colon = ":"
		tail := d
		tail.tail = strings.Replace(d.tail, `": `, `":`, 1)
		return []draft{tail, d}
	}},
}

// renamed gives other names to lines, and the same ones to what the parameters list of them.
func (d draft) renamed(fits func(line) bool, rename func(string) string) []draft {
	tail := d.tail
	changed := d.withLines(func(l line) line {
		if fits(l) {
			old := l.id
			l.id = strings.Replace(l.id, `"`+l.name+`"`, `"`+rename(l.name)+`"`, 1)
			tail = strings.Replace(tail, old, l.id, 1)
		}
		return l
	})
	listed := changed
	listed.tail = tail
	return []draft{changed, listed}
}

// responseMistakes are about responses (RFC 9421, Sections 2.2.9 and 2.4).
var responseMistakes = []mistake{
	values("@status has the reason phrase behind it", named("@status"),
		func(_ draft, l line) string { return l.value + " " + phrase(l) },
		func(_ draft, l line) string { return "HTTP/1.1 " + l.value + " " + phrase(l) }),
	values("the values of the request's fields are taken from the response", ofTheRequest,
		func(d draft, l line) string { return d.from(false, l) }),
	values("the values of the response's fields are taken from the request", ofTheResponse,
		func(d draft, l line) string { return d.from(true, l) }),
	{";req is left out of the names of components", func(d draft) []draft {
		return d.retagged(func(id string) string { return strings.Replace(id, ";req", "", 1) })
	}},
	{";req stands within the quotation marks", func(d draft) []draft {
		return d.retagged(func(id string) string { return strings.Replace(id, `";req`, `;req"`, 1) })
	}},
}

func phrase(l line) string {
	code, _ := strconv.Atoi(l.value)
	return http.StatusText(code)
}

func ofTheRequest(l line) bool  { return !l.derived() && l.flag("req") }
func ofTheResponse(l line) bool { return !l.derived() && !l.flag("req") }

// from gives the value of a field as it stands in the request or in the response.
func (d draft) from(request bool, l line) string {
	if d.Response == nil || d.Request == nil {
		return l.value
	}
	from := d.Response.Fields
	if request {
		from = d.Request.Fields
	}
	if !from.Has(l.name) {
		return l.value
	}
	return strings.Join(trimmed(from.Values(l.name)), ", ")
}

// retagged writes the identifiers with ";req" anew, in the lines and then also in the list.
func (d draft) retagged(rewrite func(string) string) []draft {
	tail := d.tail
	changed := d.withLines(func(l line) line {
		if l.flag("req") {
			old := l.id
			l.id = rewrite(l.id)
			tail = strings.Replace(tail, old, l.id, 1)
		}
		return l
	})
	listed := changed
	listed.tail = tail
	return []draft{changed, listed}
}
