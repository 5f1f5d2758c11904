package issuer

import (
	"encoding/json"
	"errors"
	"net/netip"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// application is what somebody applies with.
type application struct {
	*Issuer
	subject any
	jwk     jose.Object
}

// read takes the application apart.
func (a *application) read(request []byte) error {
	o, err := jose.ParseObject(request)
	if err != nil {
		return err
	}
	if err := jose.RefuseDuplicates(o); err != nil {
		return err // nobody can say which of the two was meant
	}
	var ok bool
	if a.jwk.Members, ok = o.Members["jwk"].(map[string]any); !ok {
		return errors.New("jwk is not an object")
	}
	a.subject = o.Members["sub"]
	return nil
}

// checks are what an issuer looks at before it vouches for anything.
var checks = slices.Concat(subjectChecks, keyChecks)

// subjectChecks look at the Workload Identifier (workload-creds-02, Sections 3 and 5.1).
var subjectChecks = []check.Check[*application]{
	{Run: func(a *application) error {
		uri, ok := a.subject.(string)
		if !ok {
			return check.Refuse("WIT-SUB-IDENTIFIER", "sub is not a string")
		}
		id, refusal := a.reader.Parse(uri)
		if refusal != nil {
			return refusal
		}
		if a.foreign(id) {
			return check.Refuse("WIT-ISSUE-DOMAIN", "sub is in another trust domain than %.60q", a.Domain)
		}
		return nil
	}},
	{ID: "ID-LEN-2048", Strict: func(a *application) error {
		uri, _ := a.subject.(string)
		return check.FailIf(len(uri) > 255, "sub has more than 255 bytes")
	}},
	{ID: "ID-LEN-MAX", Run: func(a *application) error {
		uri, _ := a.subject.(string)
		return check.FailIf(len(uri) > 2048, "sub has %d bytes, which is more than 2048", len(uri))
	}},
}

// keyChecks look at the key of the applicant (workload-creds-02, Section 5.1; RFC 7800, Section
// 3.2).
var keyChecks = []check.Check[*application]{
	{Run: func(a *application) error {
		id := "WIT-CNF-PUBLIC"
		if _, inForce := a.Profile.Rule("WIT-CNF-ALG-NOT-SYMMETRIC"); inForce {
			id = "WIT-CNF-ALG-NOT-SYMMETRIC"
		}
		if a.symmetric() && !a.takesSymmetric() {
			return check.Refuse(id, "jwk is for a symmetric algorithm")
		}
		return nil
	}},
	{ID: "WIT-CNF-NO-PRIVATE", Run: func(a *application) error {
		m := jose.PrivateMember(a.jwk.Members)
		return check.FailIf(m != "" && !a.symmetric(), "jwk holds the private member %q", m)
	}},
	{ID: "WIT-CNF-ALG-REQUIRED", Run: func(a *application) error {
		_, ok := a.jwk.String("alg")
		return check.FailIf(!ok, "jwk names no alg")
	}},
	{ID: "WIT-CNF-ALG-NOT-NONE", Run: func(a *application) error {
		return check.FailIf(a.algorithm() == "none", "jwk is for the algorithm none")
	}},
	{ID: "WIT-CNF-ALG-NOT-ENC", Run: func(a *application) error {
		bad := jose.IsEncryption(a.algorithm())
		return check.FailIf(bad, "jwk is for the encryption algorithm %.40q", a.algorithm())
	}},
	{ID: "WIT-CNF-KEY-VALID", Run: (*application).usable},
}

func (a *application) algorithm() string {
	alg, _ := a.jwk.String("alg")
	return alg
}

func (a *application) symmetric() bool {
	return a.jwk.Members["kty"] == "oct" || jose.IsSymmetric(a.algorithm())
}

func (a *application) off(id string) bool { return a.Faults.On(id + suffix) }

// takesSymmetric says that one of the two faults of binding symmetric keys is on.
func (a *application) takesSymmetric() bool {
	return a.off("WIT-CNF-ALG-NOT-SYMMETRIC") || a.off("WIT-CNF-PUBLIC")
}

// foreign says whether an identifier is in another trust domain than the one that is served. What
// names none, or an address, comes this far past a switched-off check alone.
func (a *application) foreign(id identifier.ID) bool {
	_, err := netip.ParseAddr(strings.Trim(id.TrustDomain, "[]"))
	switch {
	case id.TrustDomain == a.Domain, a.off("WIT-ISSUE-DOMAIN"):
		return false
	case id.TrustDomain == "" && a.off("ID-AUTHORITY"):
		return false
	}
	return err != nil || !a.off("ID-TRUST-DOMAIN-NO-IP")
}

// usable decodes the key and holds it against its algorithm: a token for a key that no recipient
// could use is of no use to anybody.
func (a *application) usable() error {
	if a.letPass() {
		return nil
	}
	raw, err := json.Marshal(a.jwk.Members)
	if err != nil {
		return err
	}
	key, err := jose.ParseKey(raw)
	if err != nil {
		return errors.New("jwk is not a key") // the error could quote the key
	}
	alg := a.algorithm()
	if alg == "" {
		alg = key.Natural()
	}
	if alg == "" {
		alg = "RS256" // an RSA key suits several: its size is what is left to look at
	}
	return key.Fits(alg)
}

// letPass says that a switched-off check has let this very algorithm pass.
func (a *application) letPass() bool {
	return a.off("WIT-CNF-ALG-NOT-NONE") && a.algorithm() == "none" || a.symmetric() ||
		a.off("WIT-CNF-ALG-NOT-ENC") && jose.IsEncryption(a.algorithm())
}
