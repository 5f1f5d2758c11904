package examine

import "slices"

// checkSame asks whether a field or a request with a proof shows the tokens of the figures that
// stand alone in the document. A signed message has others: nobody says that they are the same.
func (w *world) checkSame(r *Result, f *figure) {
	withProof := slices.ContainsFunc(f.tokens, func(t *token) bool { return t.kind == kindWPT })
	if f.signed() || f.shows() == "response" || f.shows() == "request" && !withProof {
		return
	}
	for _, t := range f.tokens {
		alone := w.alone(t.kind)
		i := slices.IndexFunc(alone, func(o *token) bool { return o.text == t.text })
		switch {
		case len(alone) == 0:
		case i >= 0:
			r.pass("same-token", "%s is that of %s", t.label(), alone[i].figure.cite())
		case w.shownBy(f.shows(), alone):
			r.odd("same-token", "%s is not that of %s", t.label(), alone[0].figure.cite())
		default:
			r.fail("same-token", "%s is not that of %s%s", t.label(), alone[0].figure.cite(), w.foundIn(t))
		}
	}
}

// shownBy says whether some figure of a kind shows one of some tokens: then another one of that kind
// may be another example.
func (w *world) shownBy(kind string, tokens []*token) bool {
	for _, f := range w.own {
		for _, t := range f.tokens {
			if f.shows() == kind && slices.ContainsFunc(tokens, func(o *token) bool { return o.text == t.text }) {
				return true
			}
		}
	}
	return false
}

// alone lists the tokens of a kind that stand alone in the document.
func (w *world) alone(kind string) []*token {
	var out []*token
	for _, f := range w.own {
		for _, t := range f.tokens {
			if t.kind == kind && t.field == "" {
				out = append(out, t)
			}
		}
	}
	return out
}

// foundIn says in which other document a token is printed, to end a sentence.
func (w *world) foundIn(t *token) string {
	for _, o := range w.tokens {
		if o.text == t.text && o.figure.from != "" {
			return ", but that of " + o.figure.cite()
		}
	}
	return ""
}
