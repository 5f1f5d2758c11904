package inspect

import (
	"errors"
	"fmt"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// maxWIT is how far ahead a WIT may expire. The drafts speak of hours; more than a day is not that.
const maxWIT = 24 * time.Hour

// issued is the WIT of a capture, made by an issuer. Its token is nil where it cannot be read.
type issued struct {
	*Capture
	*jose.Token
}

// issuerRows look at the header, the signature and the claims of a WIT, confirmation.go at its key.
var issuerRows = append([]row[*issued]{
	{"WIT-HEADER-UNIQUE", func(w *issued) error { return jose.RefuseDuplicates(w.Header) }},
	{"WIT-CLAIMS-UNIQUE", func(w *issued) error { return jose.RefuseDuplicates(w.Claims) }},
	{"WIT-TYP", (*issued).typ},
	{"WIT-TYP-LEGACY", (*issued).typ},
	{"WIT-ALG-PRESENT", (*issued).algorithm},
	{"WIT-ALG-NOT-NONE", (*issued).signed},
	{"WIT-ALG-ASYMMETRIC", (*issued).asymmetric},
	{"WIT-KID-ISSUED", (*issued).keyID},
	{"WIT-KEY-ONE-ALG", (*issued).keyAlgorithm},
	{"WIT-SIG-VALID", (*issued).signature},
	{"WIT-SUB-REQUIRED", (*issued).subject},
	{"WIT-SUB-ISSUED", (*issued).subjectAsked},
	{"WIT-SUB-IDENTIFIER", (*issued).subjectText},
	{"WIT-ISS-REQUIRED", (*issued).issuer},
	{"WIT-ISS-RECOMMENDED", (*issued).issuer},
	{"WIT-EXP-REQUIRED", (*issued).expiry},
	{"WIT-EXP-NUMERIC", (*issued).expiryNumber},
	{"WIT-EXP-LIMITED", (*issued).expiryUsable},
	{"WIT-EXP-PASSED", (*issued).expiryAhead},
	{"WIT-EXP-SHORT", (*issued).expirySoon},
	{"WIT-JTI-REQUIRED", (*issued).tokenID},
	{"WIT-JTI-UNIQUE", (*issued).tokenIDNew},
}, confirmationRows...)

// formRows ask whether the WIT can be read.
var formRows = []row[*Capture]{{"WIT-JWS-COMPACT", wellFormedWIT}, {"ID-LEN-2048", longSubject}}

// longSubject: draft-ietf-wimse-identifier-03, Section 4.1.
func longSubject(c *Capture) error {
	if c.Issue == nil || c.WIT != "" {
		return nil
	}
	if sub, ok := c.Issue.Subject.(string); ok && len(sub) <= 2048 {
		return fmt.Errorf("no WIT is given for an identifier of %d bytes", len(sub))
	}
	return nil
}

// issuedRows look at a WIT that can be read.
func issuedRows(rows []row[*issued]) []row[*Capture] {
	var out []row[*Capture]
	for _, r := range rows {
		out = append(out, row[*Capture]{r.id, func(c *Capture) error {
			t, err := parse(c.WIT)
			if c.WIT == "" || err != nil {
				c.unseen = unless(c.WIT == "", "the WIT cannot be read")
				return nil
			}
			return r.run(&issued{c, t})
		}})
	}
	return out
}

func wellFormedWIT(c *Capture) error {
	if c.WIT == "" {
		return nil
	}
	_, err := parse(c.WIT)
	return err
}

func (w *issued) typ() error {
	if want := w.Profile.WIT().Typ; !jose.Conveys(w.Header, want) {
		return fmt.Errorf("typ %s does not convey %s", short(w.Header.Members["typ"]), want)
	}
	return nil
}

func (w *issued) algorithm() error {
	if w.Algorithm() == "" {
		return errors.New("its header names no alg")
	}
	return nil
}

func (w *issued) signed() error {
	if jose.IsNone(w.Algorithm()) {
		return errors.New("alg is none")
	}
	return nil
}

func (w *issued) asymmetric() error {
	if alg := w.Algorithm(); jose.IsSymmetric(alg) || jose.IsEncryption(alg) {
		return fmt.Errorf("alg %s is no asymmetric signature algorithm", short(alg))
	}
	return nil
}

// published are the keys of the issuer: those that it publishes, or those of the trust domain.
func (w *issued) published() []jose.Key {
	if len(w.JWKS) == 0 {
		return anchors(w.Profile, w.Domains, w.Token)
	}
	if len(w.JWKS) > maxText {
		return nil
	}
	keys, err := trust.ParseJWKS(w.JWKS)
	if err != nil {
		return nil
	}
	return keys
}

// keyID: draft-ietf-wimse-workload-creds-02, Section 3 has a recipient look for the key of that
// name.
func (w *issued) keyID() error {
	kid, there := w.Header.Members["kid"]
	if !there || len(w.named()) > 0 {
		return nil
	}
	return fmt.Errorf("no key of the issuer has the kid %s", short(kid))
}

// named are the keys of which the header's kid speaks: all of them where there is none.
func (w *issued) named() []jose.Key {
	kid, there := w.Header.Members["kid"]
	if !there {
		return w.published()
	}
	var keys []jose.Key
	for _, k := range w.published() {
		if kid == any(k.KeyID) {
			keys = append(keys, k)
		}
	}
	return keys
}

// signature wants the key that kid names; a kid that names none is another check's business, and so
// is an algorithm that is none for signatures.
func (w *issued) signature() error {
	keys := w.named()
	if len(keys) == 0 || !jose.IsSignature(w.Algorithm()) {
		return nil
	}
	return verify(w.Token, keys)
}

// keyAlgorithm: RFC 8725, Section 3.1.
func (w *issued) keyAlgorithm() error {
	for _, k := range w.named() {
		named := k.Algorithm != "" && k.Algorithm != w.Algorithm()
		if named && verify(w.Token, []jose.Key{k}) == nil {
			return fmt.Errorf("alg is %s, the key is for %s", short(w.Algorithm()), short(k.Algorithm))
		}
	}
	return nil
}

// identifierRows hold the subject against each rule on Workload Identifiers that binds issuers.
func identifierRows() []row[*issued] {
	var rows []row[*issued]
	for _, id := range []string{
		"ID-SYNTAX", "ID-ABSOLUTE-URI", "ID-AUTHORITY", "ID-NO-QUERY", "ID-NO-FRAGMENT",
		"ID-NO-USERINFO", "ID-NO-PORT", "ID-TRUST-DOMAIN-NO-IP",
	} {
		rows = append(rows, row[*issued]{id, func(w *issued) error { return w.identifier(id) }})
	}
	return append(rows, row[*issued]{"ID-LEN-MAX", (*issued).length})
}

// identifier complains where the subject first departs from the rules in the one that is named.
func (w *issued) identifier(rule string) error {
	sub, ok := w.Claims.String("sub")
	if !ok || len(sub) > maxText {
		return nil
	}
	_, refusal := identifier.New(w.Profile, check.With()).Parse(sub)
	if refusal != nil && refusal.Requirement == rule {
		return fmt.Errorf("sub %s: %s", short(sub), refusal.Detail)
	}
	return nil
}

// length: draft-ietf-wimse-identifier-03, Section 4.1.
func (w *issued) length() error {
	if sub, _ := w.Claims.String("sub"); len(sub) > 2048 {
		return fmt.Errorf("sub has %d bytes, more than 2048", len(sub))
	}
	return nil
}
