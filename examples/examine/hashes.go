package examine

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// hashOf gives the hash by which proofs name tokens (draft-ietf-wimse-wpt-02, Section 2).
func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// checkWTH holds wth against the WIT beside the proof, or for a proof that stands alone against every
// WIT that is printed.
func (w *world) checkWTH(r *Result, t *token) {
	wth := t.claim("wth")
	if wth == "" {
		return // whether it has to be there is asked of its claims
	}
	wits := w.tokens
	if t.field != "" {
		wits = t.figure.tokens
	}
	wits = slices.DeleteFunc(slices.Clone(wits), func(o *token) bool { return o.kind != kindWIT })
	for _, wit := range wits {
		if hashOf(wit.text) == wth {
			r.pass("wth", "wth is the hash of the WIT in %s", wit.figure.cite())
			return
		}
	}
	if len(wits) == 0 {
		r.cannot("wth", "no WIT is printed beside %s", t.label())
		return
	}
	r.fail("wth", "wth is %s, and the hash of the WIT in %s is %s", wth, wits[0].figure.cite(),
		hashOf(wits[0].text))
}

// checkField says whether a proof is where the revision has it.
func (w *world) checkField(r *Result, t *token) {
	if w.profile != nil && !strings.EqualFold(t.field, w.profile.WPT().Field) {
		r.fail("field", "the proof is in %s; this revision has it in %s", t.field, w.profile.WPT().Field)
	}
}

// checkAudience holds aud against the target URI without query and fragment.
func (w *world) checkAudience(r *Result, t *token) {
	target, aud := target(t.figure), t.jwt.Claims.Members["aud"]
	alias := w.profile == nil || w.profile.WPT().AudienceMayBeAlias
	switch {
	case aud == target:
		r.pass("audience", "aud is the target URI")
	case alias:
		r.cannot("audience", "aud is %v, the target URI is %s: a deployment may have other values", aud, target)
	default:
		r.fail("audience", "aud is %v, the target URI is %s", aud, target)
	}
}

// target gives the target URI of a request without query and fragment.
func target(f *figure) string {
	url, _, _ := strings.Cut(f.message.Request.URL, "#")
	url, _, _ = strings.Cut(url, "?")
	return url
}

// checkOtherTokens holds ath, tth and oth against the tokens beside the proof.
func (w *world) checkOtherTokens(r *Result, t *token) {
	fields := t.figure.message.Fields()
	scheme, access, _ := strings.Cut(strings.Join(fields.Values("Authorization"), ""), " ")
	if strings.EqualFold(scheme, "Bearer") {
		w.hash(r, t, "ath", access, func(f spec.WPT) bool { return f.AccessTokenHash })
	} else if t.jwt.Claims.Has("ath") {
		r.fail("ath", "there is an ath, and no access token beside it")
	}
	if values := fields.Values("Txn-Token"); len(values) > 0 {
		w.hash(r, t, "tth", values[0], func(spec.WPT) bool { return true })
	} else if t.jwt.Claims.Has("tth") {
		r.fail("tth", "there is a tth, and no Txn-Token beside it")
	}
	checkOTH(r, t)
}

// hash holds a claim against the token that it is the hash of; exists says whether the revision has
// the claim.
func (w *world) hash(r *Result, t *token, claim, value string, exists func(spec.WPT) bool) {
	switch {
	case t.jwt.Claims.Has(claim):
		r.demand(claim, t.claim(claim) == hashOf(value), claim+" is the hash of the token beside it",
			fmt.Sprintf("%s is %s, the hash of the token beside it is %s", claim, t.claim(claim),
				hashOf(value)))
	case w.profile == nil || !exists(w.profile.WPT()):
	case w.profile.WPT().TokenHashesMandatory:
		r.fail(claim, "there is no %s, and its token is beside the proof", claim)
	default:
		r.odd(claim, "there is no %s, and its token is beside the proof", claim)
	}
}

// checkOTH holds each entry of oth against the field that it names; a text, as it was once, against
// any field.
func checkOTH(r *Result, t *token) {
	fields := t.figure.message.Fields()
	switch oth := t.jwt.Claims.Members["oth"].(type) {
	case string:
		for _, f := range fields {
			if hashOf(f.Value()) == oth {
				r.pass("oth", "oth is the hash of %s", f.Name())
				return
			}
		}
		r.fail("oth", "oth is the hash of no field that is printed")
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(oth)) {
			hash, values := oth[name], fields.Values(name)
			r.demand("oth", len(values) == 1 && hashOf(strings.Trim(values[0], " ")) == hash,
				"oth has the hash of "+name, "oth has not the hash of a field "+name)
		}
	}
}
