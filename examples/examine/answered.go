package examine

import "slices"

// answered lists the requests that a response may answer: the one whose nonce it repeats, or else
// every signed one of the document, the nearest before it first.
func (w *world) answered(f *figure, s signature) []*figure {
	if f.message.Response == nil {
		return nil
	}
	var before, after []*figure
	passed := false
	for _, g := range w.own {
		passed = passed || g == f
		if g.message == nil || g.err != nil || g.shows() != "request" || !g.signed() {
			continue
		}
		if own, err := signatureOf(g, w.tags()); err == nil && w.echoes(s, own) {
			return []*figure{g}
		}
		if passed {
			after = append(after, g)
		} else {
			before = append(before, g)
		}
	}
	slices.Reverse(before)
	return append(before, after...)
}

// echoes says whether a response repeats the nonce of a request, in the parameter of the revision or
// of any where there is no profile.
func (w *world) echoes(response, request signature) bool {
	nonce := request.text("nonce")
	return nonce != "" && slices.ContainsFunc(w.echoParameters(), func(name string) bool {
		return response.text(name) == nonce
	})
}

func (w *world) echoParameters() []string {
	if w.profile != nil {
		return []string{w.profile.HTTPSig().RequestNonce}
	}
	return w.vocabulary.nonces
}
