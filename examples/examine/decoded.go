package examine

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// checkDecoded compares a decoded header or decoded claims with those of the token that they are of.
func (w *world) checkDecoded(r *Result, f *figure) {
	if f.err != nil && abridged(f.Text) {
		r.cannot("decoded", "it is abridged")
		return
	}
	if f.err != nil {
		r.fail("decoded", "it is no JSON object: %v", f.err)
		return
	}
	if err := jose.RefuseDuplicates(f.object); err != nil {
		r.fail("decoded", "%v", err)
	}
	t := w.tokenOf(f)
	if t == nil {
		r.cannot("decoded", "no token is printed beside it")
		return
	}
	part, name := t.jwt.Claims, "claims"
	if f.Kind == draft.KindHeader {
		part, name = t.jwt.Header, "header"
	}
	different := differing(f.object.Members, part.Members)
	if len(different) == 0 {
		r.pass("decoded", "equal to the %s of %s in %s", name, t.label(), t.figure.cite())
		return
	}
	r.fail("decoded", "not the %s of %s in %s: %s", name, t.label(), t.figure.cite(),
		strings.Join(different, "; "))
	w.whose(r, f)
}

// differing lists the members in which what is printed and what a token says differ.
func differing(printed, token map[string]any) []string {
	var out []string
	names := slices.Sorted(maps.Keys(printed))
	for name := range token {
		if _, there := printed[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		a, printed := printed[name]
		b, said := token[name]
		switch {
		case !printed:
			out = append(out, fmt.Sprintf("%s is not printed", name))
		case !said:
			out = append(out, fmt.Sprintf("%s is not in the token", name))
		case !reflect.DeepEqual(a, b):
			out = append(out, fmt.Sprintf("%s is printed as %v, the token has %v", name, a, b))
		}
	}
	return out
}

// whose says of which other token decoded parts are.
func (w *world) whose(r *Result, f *figure) {
	for _, t := range w.tokens {
		if t.err != nil {
			continue
		}
		part := t.jwt.Claims
		if f.Kind == draft.KindHeader {
			part = t.jwt.Header
		}
		if reflect.DeepEqual(f.object.Members, part.Members) {
			r.odd("decoded", "it is that of %s in %s", t.label(), t.figure.cite())
			return
		}
	}
}

// tokenOf finds the token that decoded parts are of: the nearest one of its kind before it, or else
// behind it, that stands alone, or else one that a message carries.
func (w *world) tokenOf(f *figure) *token {
	kind := titled(f.Title)
	if kind == kindToken {
		kind = decodedKind(f)
	}
	at := slices.Index(w.own, f)
	before := slices.Clone(w.own[:at])
	slices.Reverse(before)
	near := append(before, w.own[at:]...)
	for _, alone := range []bool{true, false} {
		for _, g := range near {
			for _, t := range g.tokens {
				if t.jwt != nil && (t.kind == kind || kind == kindToken) && alone == (t.field == "") {
					return t
				}
			}
		}
	}
	return nil
}

func decodedKind(f *figure) string {
	switch {
	case f.object.Has("cnf"):
		return kindWIT
	case f.object.Has("wth"):
		return kindWPT
	}
	return kindToken
}
