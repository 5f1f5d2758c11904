package signbase

import (
	"slices"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
)

// expected writes the base that a profile asks for, with the parameters of the message. Where the
// profile leaves a choice, the message's own is taken: the order of the components and of the
// parameters, and fields that are covered besides.
func expected(p *spec.Profile, m httpsig.Message, s *signature) string {
	if m.Request == nil && m.Response == nil {
		return ""
	}
	facts := p.HTTPSig()
	items := itemsExpected(p, s)
	d := draft{signature: s, colon: ": ", eol: "\n"}
	for _, item := range items {
		d.lines = append(d.lines, s.lineOf(item))
	}
	list, err := httpsfv.Marshal(httpsfv.InnerList{Items: items, Params: httpsfv.NewParams()})
	if err != nil {
		return ""
	}
	d.tail = paramsName + list + s.paramsExpected(facts)
	return d.String()
}

// itemsExpected lists the components: those of the message that may be covered, and each that is
// missing behind the one that stands in front of it in the draft.
func itemsExpected(p *spec.Profile, s *signature) []httpsfv.Item {
	required := s.required(p.HTTPSig())
	var items []httpsfv.Item
	for _, item := range s.list.Items {
		if allowed(p, s.lineOf(item)) && at(items, bare(item)) < 0 {
			items = append(items, item)
		}
	}
	place := 0
	for _, name := range required {
		c, err := httpsfv.UnmarshalItem([]string{quoted(name)})
		if err != nil {
			continue
		}
		if i := at(items, name); i >= 0 {
			place = i + 1
			continue
		}
		items = slices.Insert(items, place, c)
		place++
	}
	return items
}

// required lists the components that a signature of the message covers, as facts name them.
func (s *signature) required(facts spec.HTTPSig) []string {
	names, optional := facts.Request, facts.RequestFields
	if s.Response != nil {
		names, optional = facts.Response, facts.ResponseFields
	}
	names = slices.Clone(names)
	for _, name := range optional {
		if fields(s.Message).Has(name) {
			names = append(names, name)
		}
	}
	return names
}

// unwanted are components that the newest drafts do without, with the requirements that say so.
var unwanted = map[string]string{
	"@request-target": "SIG-COMP-NO-REQUEST-TARGET", "@authority": "SIG-COMP-NO-AUTHORITY",
}

// allowed says whether a component that the message covers may be there.
func allowed(p *spec.Profile, l line) bool {
	_, inForce := p.Rule(unwanted[l.name])
	name, _ := l.item.Value.(string)
	return !l.absent && !inForce && name == l.name
}

func at(items []httpsfv.Item, name string) int {
	return slices.IndexFunc(items, func(item httpsfv.Item) bool { return bare(item) == name })
}

// bare writes a component as facts do, such as "@method;req".
func bare(item httpsfv.Item) string {
	name, _ := item.Value.(string)
	return name + line{item: item}.paramsText()
}

// quoted makes the identifier of a component out of its name in facts.
func quoted(name string) string {
	for i := range name {
		if name[i] == ';' {
			return `"` + name[:i] + `"` + name[i:]
		}
	}
	return `"` + name + `"`
}

const missing = "=(missing)"

// paramsExpected writes the parameters of the message without those that the profile forbids, and
// behind them those that are missing (draft-ietf-wimse-http-signature-07, Section 3).
func (s *signature) paramsExpected(facts spec.HTTPSig) string {
	text, there := "", map[string]bool{}
	for _, p := range s.parameters() {
		switch {
		case p.name == "keyid" && facts.KeyID == "forbidden",
			p.name == "alg" && facts.Algorithm == "forbidden":
			continue
		case p.name == "tag":
			p.text = `;tag="` + facts.Tag + `"`
		}
		text, there[p.name] = text+p.text, true
	}
	for _, name := range s.needed(facts) {
		switch {
		case there[name]:
		case name == "tag":
			text += `;tag="` + facts.Tag + `"`
		default:
			text += ";" + name + missing
		}
	}
	return text
}

func (s *signature) needed(facts spec.HTTPSig) []string {
	names := []string{"created", "expires", "nonce", "tag"}
	switch {
	case s.Response == nil && facts.AudienceParameter != "":
		names = append(names, facts.AudienceParameter)
	case s.Response != nil && facts.RequestNonce != "" && facts.RequestNonceAlways:
		names = append(names, facts.RequestNonce)
	}
	return names
}

// parameter is a signature parameter with its text, such as ";created=1".
type parameter struct{ name, text string }

func (s *signature) parameters() []parameter {
	if s.list.Params == nil {
		return nil
	}
	var all []parameter
	for _, name := range s.list.Params.Names() {
		v, _ := s.list.Params.Get(name)
		one := httpsfv.NewParams()
		one.Add(name, v)
		all = append(all, parameter{name, line{item: httpsfv.Item{Params: one}}.paramsText()})
	}
	return all
}
