package examine

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// checkWIT makes the checks of a Workload Identity Token.
func (w *world) checkWIT(r *Result, t *token) {
	w.checkType(r, t, "wit-type", w.vocabulary.witTypes, func() string { return w.profile.WIT().Typ })
	w.checkWITClaims(r, t)
	w.checkWITSignature(r, t)
	checkLife(r, t)
}

// checkType holds typ against that of the revision, or of any revision where there is no profile.
func (w *world) checkType(r *Result, t *token, check string, known []string, own func() string) {
	typ, _ := t.jwt.Header.String("typ")
	if w.profile != nil {
		known = []string{own()}
	}
	good := slices.ContainsFunc(known, func(want string) bool { return jose.Conveys(t.jwt.Header, want) })
	r.demand(check, good, fmt.Sprintf("typ of %s is %s", t.label(), typ),
		fmt.Sprintf("typ of %s is %q; it is %s in this revision", t.label(), typ, strings.Join(known, " or ")))
}

func (w *world) checkWITClaims(r *Result, t *token) {
	required := []string{"sub", "exp", "cnf"}
	if w.profile != nil && w.profile.WIT().IssuerRequired {
		required = append(required, "iss")
	}
	if w.profile != nil && w.profile.WIT().TokenIDRequired {
		required = append(required, "jti")
	}
	jwk := t.confirmation()
	alg, _ := jwk["alg"].(string)
	var wrong []string
	if w.profile != nil && w.profile.WIT().KeyAlgorithmRequired && alg == "" {
		wrong = append(wrong, "cnf.jwk has no alg, which this revision requires")
	}
	if jwk != nil {
		wrong = append(wrong, confirmationFaults(jwk, alg)...)
	} else if t.jwt.Claims.Has("cnf") {
		wrong = append(wrong, "cnf has no jwk")
	}
	r.claims("wit-claims", t, required, wrong)
}

// confirmationFaults says what is wrong with a confirmation key by itself.
func confirmationFaults(jwk map[string]any, alg string) []string {
	k, err := publicKey(jwk)
	switch {
	case unknownKey(jwk):
		return nil
	case err != nil:
		return []string{"cnf.jwk is no key: " + err.Error()}
	case jose.PrivateMember(jwk) != "":
		return []string{"cnf.jwk shows the private member " + jose.PrivateMember(jwk)}
	case alg != "" && k.Fits(alg) != nil:
		return []string{"alg of cnf.jwk does not fit the key: " + k.Fits(alg).Error()}
	}
	return nil
}

// claims reports missing claims, claims that stand twice, and what else is wrong with a token.
func (r *Result) claims(check string, t *token, required, wrong []string) {
	for _, name := range required {
		if !t.jwt.Claims.Has(name) {
			wrong = append(wrong, "there is no "+name)
		}
	}
	for _, o := range []jose.Object{t.jwt.Header, t.jwt.Claims} {
		if err := jose.RefuseDuplicates(o); err != nil {
			wrong = append(wrong, err.Error())
		}
	}
	r.demand(check, len(wrong) == 0, t.label()+" has the claims that are required",
		t.label()+": "+strings.Join(wrong, "; "))
}

var issuerTitle = regexp.MustCompile(`(?i)identity server|issuer`)

// checkWITSignature verifies a WIT under the printed keys. The keys that must verify it are those
// of the document that have its kid or are said to be the issuer's.
func (w *world) checkWITSignature(r *Result, t *token) {
	meant, verifying := w.issuerKeys(t)
	own := slices.ContainsFunc(verifying, func(k *key) bool { return k.figure.from == "" })
	switch {
	case len(verifying) > 0 && (own || len(meant) == 0):
		k := verifying[0]
		if kid := t.kid(); kid != "" && k.KeyID != "" && kid != k.KeyID {
			r.fail("wit-signature", "%s verifies under the key in %s, which has another kid: %q, not %q",
				t.label(), k.figure.cite(), k.KeyID, kid)
			return
		}
		r.pass("wit-signature", "%s verifies under the key in %s", t.label(), k.figure.cite())
	case len(meant) > 0:
		detail := fmt.Sprintf("%s does not verify under the key in %s", t.label(), meant[0].figure.cite())
		if len(verifying) > 0 {
			detail += ", but under the one in " + verifying[0].figure.cite()
		}
		r.fail("wit-signature", "%s", detail)
	default:
		r.cannot("wit-signature", "no key of the issuer of %s is printed", t.label())
	}
}

func (w *world) issuerKeys(t *token) (meant, verifying []*key) {
	for _, k := range w.keys {
		named := t.kid() != "" && t.kid() == k.KeyID
		titled := issuerTitle.MatchString(k.figure.Title) && (t.kid() == "" || k.KeyID == "")
		if (named || titled) && k.figure.from == "" {
			meant = append(meant, k)
		}
		if verifies(t, k.Key) {
			verifying = append(verifying, k)
		}
	}
	return meant, verifying
}
