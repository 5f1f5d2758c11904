package issuer

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// suffix marks the faults of an issuer.
const suffix = ":issuer"

// Faults lists the faults that an issuer offers: checks on applications that are left out, and
// tokens that are made wrong.
func Faults() []string {
	names := slices.Concat(check.FaultsOf(checks), identifierFaults(), settingFaults)
	for _, b := range slices.Concat(draftBends, tokenBends) {
		names = append(names, b.id)
	}
	for n := range names {
		names[n] = strings.TrimSuffix(names[n], ":strict") + suffix
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// identifierFaults are the checks on identifiers whose absence an issuer can show.
func identifierFaults() []string {
	return slices.DeleteFunc(identifier.Faults(), func(name string) bool {
		return strings.Contains(name, ":") || slices.Contains([]string{
			"ID-COMPARE-FULL", "ID-LEN-REJECT",
		}, name)
	})
}

// ownFaults gives, of the faults that are on, those of the issuer among some names, without the
// suffix. The same check left out by a recipient is another fault.
func ownFaults(on check.Faults, names []string) check.Faults {
	var own []string
	for _, n := range names {
		if on.On(strings.TrimSuffix(n, ":strict") + suffix) {
			own = append(own, n)
		}
	}
	return check.With(own...)
}

// draft is one token while it is made.
type draft struct {
	*application
	key            jose.PrivateKey
	now            time.Time
	header, claims map[string]any
	token          string
}

// bend is one fault: what it does to a token.
type bend struct {
	id  string
	run func(*draft)
}

func (d *draft) apply(bends []bend) {
	for _, b := range bends {
		if d.Faults.On(b.id + suffix) {
			b.run(d)
		}
	}
}

// draftBends change what is signed.
var draftBends = []bend{
	{"WIT-TYP", header("typ", "JWT")},
	{"WIT-TYP-LEGACY", header("typ", "JWT")},
	{"WIT-ALG-PRESENT", header("alg", "")},
	{"WIT-ALG-ASYMMETRIC", header("alg", "HS256")},
	{"WIT-KID-ISSUED", header("kid", "in no set")},
	{"WIT-SIG-VALID", func(d *draft) { d.key = newKey() }},
	{"WIT-ISS-REQUIRED", without("iss")},
	{"WIT-ISS-RECOMMENDED", without("iss")},
	{"WIT-SUB-REQUIRED", without("sub")},
	{"WIT-SUB-IDENTIFIER", func(d *draft) { d.claims["sub"] = []any{d.subject} }},
	{"WIT-SUB-ISSUED", func(d *draft) { d.claims["sub"] = d.another() }},
	{"WIT-EXP-REQUIRED", without("exp")},
	{"WIT-EXP-LIMITED", without("exp")},
	{"WIT-EXP-NUMERIC", func(d *draft) { d.claims["exp"] = fmt.Sprint(d.claims["exp"]) }},
	{"WIT-EXP-PASSED", func(d *draft) { d.claims["exp"] = d.now.Add(-time.Hour).Unix() }},
	{"WIT-EXP-SHORT", func(d *draft) { d.claims["exp"] = d.now.Add(7 * 24 * time.Hour).Unix() }},
	{"WIT-JTI-REQUIRED", without("jti")},
	{"WIT-JTI-UNIQUE", func(d *draft) { d.claims["jti"] = "the only one of this issuer" }},
	{"WIT-CNF-REQUIRED", without("cnf")},
	{"WIT-CNF-JWK-MEMBER", func(d *draft) {
		d.claims["cnf"] = map[string]any{"kid": "known elsewhere"}
	}},
	{"WIT-CNF-ALG-REQUIRED", func(d *draft) { delete(d.jwkOfToken(), "alg") }},
	{"WIT-CNF-ISSUED", (*draft).shareKey},
}

func header(name, value string) func(*draft) {
	return func(d *draft) { d.header[name] = value }
}

func without(claim string) func(*draft) {
	return func(d *draft) { delete(d.claims, claim) }
}

// another is an identifier of the trust domain that nobody applied for.
func (d *draft) another() string {
	uri, _ := d.subject.(string)
	return uri + "-other"
}

func (d *draft) jwkOfToken() map[string]any {
	cnf, _ := d.claims["cnf"].(map[string]any)
	jwk, _ := cnf["jwk"].(map[string]any)
	return jwk
}

// shareKey puts the same key into every token, whoever it is for.
func (d *draft) shareKey() {
	shared := map[string]any{
		"kty": "EC", "crv": "P-256", "alg": "ES256",
		"x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
		"y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
	} // the key of RFC 7515, Appendix A.3
	jwk := d.jwkOfToken()
	clear(jwk)
	maps.Copy(jwk, shared)
}

// tokenBends change the token behind the signature.
var tokenBends = []bend{
	{"WIT-ALG-NOT-NONE", func(d *draft) {
		parts := strings.Split(d.token, ".")
		parts[0], parts[2] = encode(`{"alg":"none","typ":"`+d.facts.Typ+`"}`), ""
		d.token = strings.Join(parts, ".")
	}},
	{"WIT-JWS-COMPACT", func(d *draft) { d.token += "=" }},
	{"WIT-HEADER-UNIQUE", func(d *draft) { d.resign(0, `"typ":"`+d.facts.Typ+`"`) }},
	{"WIT-CLAIMS-UNIQUE", func(d *draft) { d.resign(1, fmt.Sprintf(`"jti":%q`, d.claims["jti"])) }},
}

// resign puts a member at the front of the header (part 0) or the claims (part 1), where it stands
// a second time, and signs the whole again.
func (d *draft) resign(part int, member string) {
	parts := strings.Split(d.token, ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		panic("issuer: internal error: " + err.Error())
	}
	parts[part] = encode("{" + member + "," + string(text[1:]))
	input := parts[0] + "." + parts[1]
	if sig, err := d.key.Sign(input); err == nil { // it has signed before
		d.token = input + "." + encode(string(sig))
	}
}

func encode(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// settingFaults are those that are neither in a list of checks nor a bend.
var settingFaults = []string{
	"WIT-ISSUE-DOMAIN", "WIT-CNF-ALG-NOT-SYMMETRIC", "WIT-CNF-PUBLIC", "WIT-KEY-ONE-ALG",
}
