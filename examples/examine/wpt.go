package examine

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// checkWPT makes the checks of a Workload Proof Token.
func (w *world) checkWPT(r *Result, t *token) {
	w.checkType(r, t, "wpt-type", w.vocabulary.wptTypes, func() string { return w.profile.WPT().Typ })
	wit := w.witOf(t)
	w.checkWPTClaims(r, t, wit)
	w.checkWPTSignature(r, t, wit)
	w.checkWTH(r, t)
	if t.field != "" {
		w.checkField(r, t)
		w.checkAudience(r, t)
		w.checkOtherTokens(r, t)
	}
	checkLife(r, t)
	checkProofLife(r, t, wit)
}

// witOf finds the WIT that a proof is for: the one beside it in a message, else the one whose hash
// it has, else the nearest one before it.
func (w *world) witOf(t *token) *token {
	if t.field != "" {
		return beside(t)
	}
	var nearest *token
	passed := false
	for _, candidate := range w.tokens {
		passed = passed || candidate == t
		if candidate.kind != kindWIT || candidate.jwt == nil {
			continue
		}
		if hashOf(candidate.text) == t.claim("wth") {
			return candidate
		}
		if nearest == nil || !passed {
			nearest = candidate
		}
	}
	return nearest
}

// beside gives the WIT in the same message; nil where there is none that can be read.
func beside(t *token) *token {
	for _, other := range t.figure.tokens {
		if other.kind == kindWIT && other.jwt != nil {
			return other
		}
	}
	return nil
}

func (w *world) checkWPTClaims(r *Result, t, wit *token) {
	required := []string{"aud", "exp", "jti"}
	var wrong []string
	if w.profile != nil {
		facts := w.profile.WPT()
		if facts.WITHash {
			required = append(required, "wth")
		}
		if facts.IssuerIsSubject {
			required = append(required, "iss")
		}
		if facts.IssuerIsSubject && wit != nil && t.claim("iss") != wit.claim("sub") {
			wrong = append(wrong, "iss is not sub of the WIT")
		}
		alg, _ := wit.confirmation()["alg"].(string)
		if facts.AlgorithmEqualsKey && wit != nil && t.jwt.Algorithm() != alg {
			wrong = append(wrong, fmt.Sprintf("alg is %q, and %q in cnf.jwk of the WIT", t.jwt.Algorithm(), alg))
		}
	}
	r.claims("wpt-claims", t, required, wrong)
}

// checkWPTSignature verifies a proof under the key that its WIT confirms, and says which printed key
// that is.
func (w *world) checkWPTSignature(r *Result, t, wit *token) {
	if wit == nil {
		w.underPrinted(r, t)
		return
	}
	k, err := publicKey(wit.confirmation())
	if err != nil {
		r.cannot("wpt-signature", "cnf.jwk of the WIT in %s is no key: %v", wit.figure.cite(), err)
		return
	}
	r.demand("wpt-signature", verifies(t, k),
		fmt.Sprintf("%s verifies under cnf.jwk of the WIT in %s", t.label(), wit.figure.cite()),
		fmt.Sprintf("%s does not verify under cnf.jwk of the WIT in %s%s", t.label(), wit.figure.cite(),
			w.butUnder(func(k jose.Key) bool { return verifies(t, k) })))
	w.checkPrinted(r, wit, nil)
}

// underPrinted verifies a proof whose WIT is not printed.
func (w *world) underPrinted(r *Result, t *token) {
	i := slices.IndexFunc(w.keys, func(k *key) bool { return verifies(t, k.Key) })
	if i < 0 {
		r.cannot("wpt-signature", "neither the WIT of %s nor a key that verifies it is printed", t.label())
		return
	}
	r.pass("wpt-signature", "%s verifies under the key in %s; its WIT is not printed", t.label(),
		w.keys[i].figure.cite())
}

// butUnder names the printed key under which something verifies all the same, to end a sentence.
func (w *world) butUnder(verifies func(jose.Key) bool) string {
	for _, k := range w.keys {
		if verifies(k.Key) {
			return ", but under the key in " + k.figure.cite()
		}
	}
	return ", nor under any key that is printed"
}

// checkPrinted looks among the printed keys for the one that a WIT confirms. A key that is meant to
// be it, and is another one, is a contradiction; nil says that none is named.
func (w *world) checkPrinted(r *Result, wit *token, meant *key) {
	jwk := wit.confirmation()
	kid, _ := jwk["kid"].(string)
	for _, k := range w.keys {
		if sameKey(jwk, k.members) {
			r.pass("printed-key", "the key in %s is the one that its WIT confirms", k.figure.cite())
			return
		}
		if meant == nil && kid != "" && k.KeyID == kid && k.figure.from == "" {
			meant = k
		}
	}
	if meant != nil {
		r.fail("printed-key", "the key in %s is not the one that its WIT confirms", meant.figure.cite())
		return
	}
	r.cannot("printed-key", "the key that its WIT confirms is not printed")
}
