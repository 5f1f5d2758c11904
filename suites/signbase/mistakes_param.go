package signbase

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"
)

// paramMistakes are about the line of the signature parameters (RFC 9421, Section 2.3).
var paramMistakes = []mistake{
	tail("the parameters are signed as they were sent, not in canonical form",
		func(s *signature) []string { return []string{paramsName + s.sent} }),
	tail("the label stands in front of the signature parameters", func(s *signature) []string {
		return []string{paramsName + s.label + "=" + s.params(), paramsName + s.label + "=" + s.sent}
	}),
	tail("@signature-params is without quotation marks",
		func(s *signature) []string { return []string{"@signature-params: " + s.params()} }),
	tail("the line of the signature parameters has no name",
		func(s *signature) []string { return []string{s.params()} }),
	tail("the list of components is signed without its parameters",
		func(s *signature) []string { return []string{paramsName + s.listText()} }),
	tail("the parameters are signed without the list of components", func(s *signature) []string {
		text := joined(s.parameters())
		return []string{paramsName + strings.TrimPrefix(text, ";"), paramsName + text}
	}),
	tail("the parameters are signed in another order than they are sent", otherOrders),
	tail("a parameter that is sent is not signed", func(s *signature) []string {
		var out []string
		all := s.parameters()
		for i := range all {
			out = append(out, paramsName+s.listText()+joined(slices.Delete(slices.Clone(all), i, i+1)))
		}
		return out
	}),
	tail("a space stands behind each semicolon of the parameters", func(s *signature) []string {
		return []string{paramsName + s.listText() + strings.ReplaceAll(joined(s.parameters()), ";", "; ")}
	}),
	tail("the values of parameters are signed without their quotation marks",
		func(s *signature) []string { return s.rewritten(quotedValue, "=$1") }),
	tail("numbers among the parameters are signed in quotation marks",
		func(s *signature) []string { return s.rewritten(number, `="$1"`) }),
	tail("a parameter that is true is signed with a value", func(s *signature) []string {
		return append(s.rewritten(flag, "$1=?1"), s.rewritten(flag, "$1=true")...)
	}),
}

// tail makes a mistake about the last line alone. A draft whose last line was changed is left
// as it is.
func tail(words string, texts func(*signature) []string) mistake {
	return mistake{words, func(d draft) []draft {
		right := paramsName + d.params()
		if d.tail != right {
			return nil
		}
		var out []draft
		for _, text := range texts(d.signature) {
			if text != right {
				d.tail = text
				out = append(out, d)
			}
		}
		return out
	}}
}

// listText writes the list without its parameters.
func (s *signature) listText() string {
	text, err := httpsfv.Marshal(httpsfv.InnerList{Items: s.list.Items, Params: httpsfv.NewParams()})
	if err != nil {
		return ""
	}
	return text
}

func joined(all []parameter) string {
	var text strings.Builder
	for _, p := range all {
		text.WriteString(p.text)
	}
	return text.String()
}

var (
	quotedValue = regexp.MustCompile(`="([^"]*)"$`)
	number      = regexp.MustCompile(`=([0-9]+)$`)
	flag        = regexp.MustCompile(`^(;[^=]+)$`)
)

// rewritten writes the values of parameters that fit anew.
func (s *signature) rewritten(find *regexp.Regexp, replacement string) []string {
	all := s.parameters()
	for i, p := range all {
		all[i].text = find.ReplaceAllString(p.text, replacement)
	}
	return []string{paramsName + s.listText() + joined(all)}
}

// otherOrders sorts the parameters, puts them into the orders in which drafts and libraries
// list them, and tries all orders of a few.
func otherOrders(s *signature) []string {
	all := s.parameters()
	byName := slices.Clone(all)
	slices.SortStableFunc(byName, func(a, b parameter) int { return strings.Compare(a.name, b.name) })
	lists := append([][]parameter{byName},
		inOrder(all, "created", "expires", "nonce", "alg", "keyid", "tag"),
		inOrder(all, "created", "keyid", "alg", "expires", "nonce", "tag"),
		inOrder(all, "alg", "keyid", "created", "expires", "nonce", "tag"))
	var out []string
	for _, list := range append(lists, orders(all)...) {
		out = append(out, paramsName+s.listText()+joined(list))
	}
	return out
}

// inOrder puts parameters with some names first, and the others behind them.
func inOrder(all []parameter, names ...string) []parameter {
	out := slices.Clone(all)
	rank := func(p parameter) int {
		if i := slices.Index(names, p.name); i >= 0 {
			return i
		}
		return len(names)
	}
	slices.SortStableFunc(out, func(a, b parameter) int { return rank(a) - rank(b) })
	return out
}

// endMistakes are about the ends of lines (RFC 9421, Section 2.5).
var endMistakes = []mistake{
	{"a line feed stands behind the last line", func(d draft) []draft {
		d.end += "\n"
		return []draft{d}
	}},
	{"lines end in CRLF", func(d draft) []draft {
		d.eol = "\r\n"
		closed := d
		closed.end = "\r\n"
		return []draft{d, closed}
	}},
	{"no line feed stands between the lines", func(d draft) []draft {
		d.eol = ""
		return []draft{d}
	}},
}
