package examine

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// verify verifies a signature under the key that the WIT in the message confirms. Where that WIT is
// a placeholder, the printed key of the sender is all there is.
func (w *world) verify(r *Result, f *figure, bases []string, value []byte) {
	valid := func(k jose.Key) bool {
		return slices.ContainsFunc(bases, func(base string) bool { return signs(k, base, value) })
	}
	i := slices.IndexFunc(f.tokens, func(t *token) bool { return t.kind == kindWIT && t.jwt != nil })
	if i < 0 {
		w.verifyPrinted(r, f, valid)
		return
	}
	wit := f.tokens[i]
	k, err := publicKey(wit.confirmation())
	if err != nil {
		r.cannot("message-signature", "cnf.jwk of its WIT is no key: %v", err)
		return
	}
	r.demand("message-signature", valid(k), "it verifies under cnf.jwk of its WIT",
		"it does not verify under cnf.jwk of its WIT"+w.butUnder(valid))
	w.checkPrinted(r, wit, w.sender(f))
}

func (w *world) verifyPrinted(r *Result, f *figure, valid func(jose.Key) bool) {
	for _, k := range w.keys {
		if valid(k.Key) {
			r.pass("message-signature", "it verifies under the key in %s", k.figure.cite())
			return
		}
	}
	if k := w.sender(f); k != nil {
		r.fail("message-signature", "it does not verify under the key in %s, which is said to be the "+
			"sender's, nor under any key that is printed", k.figure.cite())
		return
	}
	r.cannot("message-signature", "there is no WIT to say under which key, and no printed key verifies it")
}

// signs verifies a signature over a base by the algorithm of the key, as RFC 9421, Section 3.3.7 has it.
func signs(k jose.Key, base string, value []byte) bool {
	alg := k.Algorithm
	if alg == "" {
		alg = k.Natural()
	}
	return jose.IsSignature(alg) && k.Fits(alg) == nil && jose.Verify(alg, k, base, value) == nil
}
