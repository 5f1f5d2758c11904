package examine

import (
	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/spec"
)

// Options say how a document is judged.
type Options struct {
	// Profile has the facts of the document's revision; nil leaves out the checks that need them.
	Profile *spec.Profile
	// Others are documents whose keys and tokens count too.
	Others []*draft.Document
}

const kindProse = "prose"

// Examine makes every check of every figure of a document.
func Examine(d *draft.Document, o Options) Report {
	w := newWorld(d, o)
	report := Report{Document: d.Path, Name: d.Name}
	for _, other := range o.Others {
		report.With = append(report.With, other.Path)
	}
	for _, f := range w.own {
		if f.Kind != draft.KindNone {
			report.Results = append(report.Results, w.figure(f))
		}
	}
	report.Results = append(report.Results, w.prose(d.Prose)...)
	return report
}

// figure makes the checks of one figure.
func (w *world) figure(f *figure) Result {
	r := Result{
		Figure: f.Number, Anchor: f.Anchor, Title: f.Title, Section: f.Section, Line: f.Line,
		Kind: f.shows(), Folding: string(f.Folding),
	}
	checkForm(&r, f)
	switch f.Kind {
	case draft.KindJWK:
		w.checkKey(&r, f)
	case draft.KindHeader, draft.KindClaims:
		w.checkDecoded(&r, f)
	case draft.KindToken:
		w.checkToken(&r, f)
	case draft.KindMessage:
		w.checkMessage(&r, f)
	}
	return r
}

// checkToken makes the checks of a token that stands alone.
func (w *world) checkToken(r *Result, f *figure) {
	for _, t := range f.tokens {
		w.token(r, t)
	}
}

func (w *world) token(r *Result, t *token) {
	switch {
	case t.err != nil && abridged(t.text):
		r.cannot("token", "%s is abridged", t.label())
	case t.placeholder():
		r.cannot("token", "%s is a placeholder: its parts are no JSON", t.label())
	case t.err != nil:
		r.fail("token", "%s is no JWT: %v", t.label(), t.err)
	case t.kind == kindWIT:
		w.checkWIT(r, t)
	case t.kind == kindWPT:
		w.checkWPT(r, t)
	default:
		r.cannot("token", "%s is neither a WIT nor a WPT", t.label())
	}
}

// checkMessage makes the checks of a message: of its tokens, and of its signature.
func (w *world) checkMessage(r *Result, f *figure) {
	if f.err != nil && abridged(f.Text) {
		r.cannot("message", "it is abridged")
		return
	}
	if f.err != nil {
		r.fail("message", "it cannot be read: %v", f.err)
		return
	}
	if f.message.Before != "" {
		r.odd("message", "it begins with the line %q, which is no part of a message", f.message.Before)
	}
	if f.shows() == "request" && !f.message.Fields().Has("Host") {
		r.odd("message", "there is no Host field, which every request has (RFC 9112, Section 3.2)")
	}
	for _, t := range f.tokens {
		w.token(r, t)
	}
	w.checkSame(r, f)
	w.checkSignature(r, f)
	checkDigest(r, f, w.profile)
	if len(f.tokens) == 0 && !f.signed() {
		r.cannot("message", "it carries no token and no signature")
	}
}
