package signbase

import (
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
)

// draft is a signature base that somebody may have signed.
type draft struct {
	*signature
	lines []line
	// tail is the line of the signature parameters, first where tailFirst says so; empty without one.
	tail      string
	tailFirst bool
	// colon stands between name and value of a line, eol between lines, and end behind the last.
	colon, eol, end string
	// by says how the signature was made, and byName what that is called; nil is the right way.
	by     method
	byName string
}

// line is the line of a covered component.
type line struct {
	item httpsfv.Item
	// name is that of the component in lower case, id the identifier in front of the colon.
	name, id, value string
	// absent says that the message has no such component; value says so then.
	absent bool
}

const (
	paramsName = `"@signature-params": `
	absentText = "(the message does not have it)"
)

// declared writes the base that Signature-Input declares (RFC 9421, Section 2.5). What has no value
// is written all the same.
func (s *signature) declared() draft {
	d := draft{signature: s, colon: ": ", eol: "\n"}
	for _, item := range s.list.Items {
		d.lines = append(d.lines, s.lineOf(item))
	}
	d.tail = paramsName + s.params()
	return d
}

// params writes the list with its parameters in canonical form.
func (s *signature) params() string {
	text, err := httpsfv.Marshal(s.list)
	if err != nil {
		return s.sent
	}
	return text
}

func (s *signature) lineOf(item httpsfv.Item) line {
	name, _ := item.Value.(string)
	id, err := httpsfv.Marshal(item)
	if err != nil {
		id = `"` + name + `"`
	}
	l := line{item: item, name: strings.ToLower(name), id: id}
	l.value, err = s.valueOf(l)
	if l.absent = err != nil; l.absent {
		l.value = absentText
	}
	return l
}

func (s *signature) valueOf(l line) (string, error) {
	c, err := httpsig.ParseComponent(l.name + l.paramsText())
	if err != nil {
		return "", err
	}
	return s.Value(c)
}

// paramsText writes the parameters of a component.
func (l line) paramsText() string {
	text, err := httpsfv.Marshal(httpsfv.Item{Value: true, Params: l.item.Params})
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(text, "?1")
}

// flag says whether a Boolean parameter of the component is set.
func (l line) flag(name string) bool {
	if l.item.Params == nil {
		return false
	}
	v, _ := l.item.Params.Get(name)
	on, _ := v.(bool)
	return on
}

func (l line) derived() bool { return strings.HasPrefix(l.name, "@") }

// String writes the base.
func (d draft) String() string {
	var all []string
	for _, l := range d.lines {
		all = append(all, l.id+d.colon+l.value)
	}
	switch {
	case d.tail != "" && d.tailFirst:
		all = append([]string{d.tail}, all...)
	case d.tail != "":
		all = append(all, d.tail)
	}
	return strings.Join(all, d.eol) + d.end
}

// withLines gives the draft with every line changed, and leaves the one that it has alone.
func (d draft) withLines(change func(line) line) draft {
	d.lines = slices.Clone(d.lines)
	for i, l := range d.lines {
		d.lines[i] = change(l)
	}
	return d
}
