package issuer_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
)

// shown says, for each fault of what is made, how a token shows it, in a profile that has the rule.
var shown = map[string]struct {
	profile string
	bent    func(*jose.Token) bool
}{
	"WIT-TYP":              {"latest", headerIs("typ", "JWT")},
	"WIT-TYP-LEGACY":       {"s2s-02", headerIs("typ", "JWT")},
	"WIT-ALG-PRESENT":      {"latest", headerIs("alg", "")},
	"WIT-ALG-ASYMMETRIC":   {"latest", headerIs("alg", "HS256")},
	"WIT-ALG-NOT-NONE":     {"latest", headerIs("alg", "none")},
	"WIT-KID-ISSUED":       {"latest", headerIs("kid", "in no set")},
	"WIT-ISS-REQUIRED":     {"s2s-02", lacks("iss")},
	"WIT-ISS-RECOMMENDED":  {"latest", lacks("iss")},
	"WIT-SUB-REQUIRED":     {"latest", lacks("sub")},
	"WIT-SUB-IDENTIFIER":   {"latest", func(t *jose.Token) bool { return !isText(t, "sub") }},
	"WIT-SUB-ISSUED":       {"latest", has("sub", subject+"-other")},
	"WIT-EXP-REQUIRED":     {"latest", lacks("exp")},
	"WIT-EXP-LIMITED":      {"latest", lacks("exp")},
	"WIT-EXP-SHORT":        {"latest", has("exp", json.Number("1800604800"))},
	"WIT-JTI-REQUIRED":     {"s2s-02", lacks("jti")},
	"WIT-JTI-UNIQUE":       {"latest", has("jti", "the only one of this issuer")},
	"WIT-CNF-REQUIRED":     {"latest", lacks("cnf")},
	"WIT-CNF-JWK-MEMBER":   {"latest", confirms("kty", nil)},
	"WIT-CNF-ALG-REQUIRED": {"latest", confirms("alg", nil)},
	"WIT-CNF-ISSUED":       {"latest", confirms("x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")},
	"WIT-EXP-NUMERIC":      {"latest", has("exp", "1800003600")},
	"WIT-EXP-PASSED":       {"latest", has("exp", json.Number("1799996400"))},
	"WIT-HEADER-UNIQUE":    {"latest", repeats("typ")},
	"WIT-CLAIMS-UNIQUE":    {"latest", repeats("jti")},
}

func headerIs(name, want string) func(*jose.Token) bool {
	return func(t *jose.Token) bool { return t.Header.Members[name] == want }
}

func has(claim string, want any) func(*jose.Token) bool {
	return func(t *jose.Token) bool { return t.Claims.Members[claim] == want }
}

func lacks(claim string) func(*jose.Token) bool {
	return func(t *jose.Token) bool { return !t.Claims.Has(claim) }
}

func confirms(member string, want any) func(*jose.Token) bool {
	return func(t *jose.Token) bool { return confirmed(t)[member] == want }
}

func repeats(member string) func(*jose.Token) bool {
	return func(t *jose.Token) bool {
		return slices.Contains(append(t.Header.Duplicates, t.Claims.Duplicates...), member)
	}
}

func isText(t *jose.Token, claim string) bool {
	_, ok := t.Claims.String(claim)
	return ok
}

func confirmed(t *jose.Token) members {
	cnf, _ := t.Claims.Members["cnf"].(members)
	jwk, _ := cnf["jwk"].(members)
	return jwk
}

func TestFaultsOfWhatIsMade(t *testing.T) {
	for id, tc := range shown {
		for name, want := range map[string]bool{"": false, id + ":issuer": true} {
			parsed, err := jose.Parse(issued(t, newIssuer(tc.profile, name)))
			if err != nil {
				t.Errorf("%s: %v", id, err)
			} else if tc.bent(parsed) != want {
				t.Errorf("with %q on: %v, %v", name, parsed.Header.Members, parsed.Claims.Members)
			}
		}
	}
	i := newIssuer("latest", "WIT-SIG-VALID:issuer")
	_, refusal := verify(t, i, issued(t, i), now)
	if refusal == nil || refusal.Requirement != "WIT-SIG-VALID" {
		t.Errorf("signed by another key: %v", refusal)
	}
}

func TestLongIdentifiersAreServed(t *testing.T) {
	long := subject + strings.Repeat("a", 2048-len(subject))
	for fault, want := range map[string]bool{"": true, "ID-LEN-2048:issuer": false} {
		_, refusal := apply(t, newIssuer("latest", fault), long, publicKey(t, ecKey(t), "ES256", nil))
		if served := refusal == nil; served != want {
			t.Errorf("with %q on: %v", fault, refusal)
		}
	}
}

func TestFaultsThatAreNotInTheClaims(t *testing.T) {
	token := issued(t, newIssuer("latest", "WIT-JWS-COMPACT:issuer"))
	if _, err := jose.Parse(token); err == nil {
		t.Error("the token is well formed")
	}
	keys, err := trust.ParseJWKS(newIssuer("latest", "WIT-KEY-ONE-ALG:issuer").JWKS())
	if err != nil || len(keys) != 1 || keys[0].Algorithm == "ES256" {
		t.Errorf("the set is %v, %v", keys, err)
	}
}

// lenient are applications that only an issuer with the fault on takes.
func lenient(t *testing.T) map[string][2]any {
	t.Helper()
	good := publicKey(t, ecKey(t), "ES256", nil)
	private := ecKey(t)
	secret, err := private.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	key := func(change members) members { return publicKey(t, private, "ES256", change) }
	return map[string][2]any{
		"ID-SYNTAX":                 {subject + " b", good},
		"ID-ABSOLUTE-URI":           {"//trusted.example/workload-a", good},
		"ID-AUTHORITY":              {"wimse:///workload-a", good},
		"ID-TRUST-DOMAIN-NO-IP":     {"wimse://192.0.2.1/workload-a", good},
		"WIT-CNF-PUBLIC":            {subject, members{"kty": "oct", "k": "AAAA", "alg": "HS256"}},
		"ID-NO-USERINFO":            {"wimse://me@trusted.example/workload-a", good},
		"ID-NO-PORT":                {"wimse://trusted.example:1/workload-a", good},
		"ID-NO-QUERY":               {subject + "?x", good},
		"ID-NO-FRAGMENT":            {subject + "#x", good},
		"ID-LEN-MAX":                {subject + strings.Repeat("a", 2048), good},
		"WIT-ISSUE-DOMAIN":          {"wimse://partner.example/workload-a", good},
		"WIT-CNF-ALG-REQUIRED":      {subject, key(members{"alg": nil})},
		"WIT-CNF-ALG-NOT-NONE":      {subject, key(members{"alg": "none"})},
		"WIT-CNF-ALG-NOT-ENC":       {subject, key(members{"alg": "ECDH-ES"})},
		"WIT-CNF-ALG-NOT-SYMMETRIC": {subject, members{"kty": "oct", "k": "AAAA", "alg": "HS256"}},
		"WIT-CNF-NO-PRIVATE":        {subject, key(members{"d": encode(secret)})},
		"WIT-CNF-KEY-VALID":         {subject, key(members{"x": good["y"]})},
	}
}

func TestFaultsOfWhatIsTaken(t *testing.T) {
	for id, application := range lenient(t) {
		_, refusal := apply(t, newIssuer("latest"), application[0], application[1])
		if refusal == nil {
			t.Errorf("%s: it is taken with no fault on", id)
		}
		i := newIssuer("latest", id+":issuer")
		token, refusal := apply(t, i, application[0], application[1])
		if refusal != nil {
			t.Errorf("%s: it is refused with the fault on: %v", id, refusal)
			continue
		}
		parsed, err := jose.Parse(token)
		if err != nil || parsed.Claims.Members["sub"] != application[0] {
			t.Errorf("%s: %v, %v", id, parsed, err)
		}
		if id == "WIT-CNF-NO-PRIVATE" && confirmed(parsed)["d"] == nil {
			t.Error("the private member is not copied")
		}
	}
}

// TestFaultsAreThoseTried keeps the list and the two tables together.
func TestFaultsAreThoseTried(t *testing.T) {
	tried := append(slices.Collect(maps.Keys(shown)), slices.Collect(maps.Keys(lenient(t)))...)
	tried = append(tried, "WIT-SIG-VALID", "WIT-JWS-COMPACT", "WIT-KEY-ONE-ALG", "ID-LEN-2048")
	for n := range tried {
		tried[n] += ":issuer"
	}
	slices.Sort(tried)
	if listed := issuer.Faults(); !slices.Equal(listed, slices.Compact(tried)) {
		t.Errorf("listed: %v\ntried: %v", listed, slices.Compact(tried))
	}
}
