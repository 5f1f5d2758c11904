package wimse

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/lestrrat-go/jwx/v3/jwk"
)

// longestWIT is a day, in seconds. WITs live "on the order of hours" (workload-creds-02, Section 5.1).
const longestWIT = 24 * 60 * 60

// wit is a WIT that has been verified.
type wit struct {
	text    string
	subject string  // the Workload Identifier
	key     jwk.Key // the confirmation key
	alg     string  // the algorithm of every proof with it
}

// wit verifies the one WIT among header fields, in the order of "Validating the WIT", Section 5.1.4 of
// the editor's copy of workload-creds, to which wpt-02 and http-signature-07 point.
func (v *Verifier) wit(f Fields) (wit, error) {
	values := f.Values("Workload-Identity-Token")
	if len(values) != 1 {
		return wit{}, fmt.Errorf("%d fields", len(values))
	}
	t, err := parse(values[0])
	if err != nil {
		return wit{}, err
	}
	subject, _ := t.claims["sub"].(string)
	if err := errors.Join(v.trusted(t, subject), t.typed("wit+jwt"), t.current(v.now, longestWIT)); err != nil {
		return wit{}, err
	}
	key, alg, err := confirmation(t)
	return wit{values[0], subject, key, alg}, err
}

// identifier is an absolute URI whose authority is a host alone, with a path or without one
// (identifier-03, Section 4.1; RFC 3986, Sections 3 and 4.3).
var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*://` +
	`((?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)` +
	`(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*)*$`)

// trusted verifies the signature with the trust anchors of the subject's trust domain, and holds iss,
// where it is there, to the issuers of that domain (workload-creds-02, Section 3).
func (v *Verifier) trusted(t token, subject string) error {
	parts := identifier.FindStringSubmatch(subject)
	if parts == nil {
		return fmt.Errorf("sub is %v", t.claims["sub"])
	}
	domain, known := v.domains[parts[1]]
	if !known {
		return fmt.Errorf("no trust anchors for %s", parts[1])
	}
	issuer, _ := t.claims["iss"].(string)
	if _, there := t.claims["iss"]; there && !slices.Contains(domain.Issuers, issuer) {
		return fmt.Errorf("iss is %v", t.claims["iss"])
	}
	key, err := domain.key(t.header)
	if err != nil {
		return err
	}
	return t.signed(key)
}

// key gives the trust anchor that kid names; without kid, the only one for the algorithm.
func (d Domain) key(header map[string]any) (jwk.Key, error) {
	set, err := jwk.Parse(d.JWKS, jwk.WithIgnoreParseError(true))
	if err != nil {
		return nil, err
	}
	kid, named := header["kid"]
	alg, _ := header["alg"].(string)
	var found []jwk.Key
	for i := range set.Len() {
		key, _ := set.Key(i)
		id, _ := key.KeyID()
		if named && id == kid || !named && suits(key, alg) == nil {
			found = append(found, key)
		}
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("%d trust anchors for kid %v", len(found), kid)
	}
	return found[0], nil
}

// confirmation gives the key of cnf and its alg (workload-creds-02, Section 5.1).
func confirmation(t token) (jwk.Key, string, error) {
	cnf, _ := t.claims["cnf"].(map[string]any)
	member, _ := cnf["jwk"].(map[string]any)
	alg, _ := member["alg"].(string)
	if alg == "" {
		return nil, "", errors.New("cnf has no jwk with an alg")
	}
	key, err := publicKey(member)
	if err != nil {
		return nil, "", err
	}
	return key, alg, suits(key, alg)
}
