package inspect_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

func TestIssued(t *testing.T) {
	jwk := func(changes members) members {
		return members{"jwk": change(jwkOf(t, "workload-a/ES256"), changes)}
	}
	for _, tc := range []struct {
		name, profile  string
		header, claims members
		want           []string
	}{
		{"as it should be", "latest", nil, nil, nil},
		{"typ with its prefix", "latest", members{"typ": "application/wit+jwt"}, nil, nil},
		{"a typ that is a number", "latest", members{"typ": 7}, nil, []string{"WIT-TYP"}},
		{"no kid", "latest", members{"kid": nil}, nil, nil},
		{"another kid", "latest", members{"kid": "x"}, nil, []string{"WIT-KID-ISSUED"}},
		{"another key's kid", "latest", members{"kid": "es256-2"}, nil, []string{"WIT-SIG-VALID"}},
		{"another subject", "latest", nil, members{"sub": peer}, []string{"WIT-SUB-ISSUED"}},
		{"two subjects", "latest", nil, members{"sub": []string{callerID, peer}}, []string{"WIT-SUB-IDENTIFIER"}},
		{"another key", "latest", nil, members{"cnf": members{"jwk": jwkOf(t, "workload-b/ES256")}}, []string{"WIT-CNF-ISSUED"}},
		{"a day", "latest", nil, members{"exp": now + 24*3600}, nil},
		{"a day and an hour", "latest", nil, members{"exp": now + 25*3600}, []string{"WIT-EXP-SHORT"}},
		{"expired", "latest", nil, members{"exp": now}, []string{"WIT-EXP-PASSED"}},
		{"no exp", "latest", nil, members{"exp": nil}, []string{"WIT-EXP-REQUIRED", "WIT-EXP-LIMITED"}},
		{"no jti", "latest", nil, members{"jti": nil}, nil},
		{"no jti where one is due", "s2s-02", nil, members{"jti": nil}, []string{"WIT-JTI-REQUIRED"}},
		{"no iss where one is due", "s2s-02", nil, members{"iss": nil}, []string{"WIT-ISS-REQUIRED"}},
		{"no iss", "latest", nil, members{"iss": nil}, []string{"WIT-ISS-RECOMMENDED"}},
		{"a key without alg", "latest", nil, members{"cnf": jwk(members{"alg": nil})}, []string{"WIT-CNF-ALG-REQUIRED"}},
		{"a key without alg in old revisions", "s2s-03", nil, members{"cnf": jwk(members{"alg": nil})}, nil},
		{"a key with another alg", "latest", nil, members{"cnf": jwk(members{"alg": "ES384"})}, []string{"WIT-CNF-ALG-REQUIRED", "WIT-CNF-KEY-VALID"}},
		{"a private key", "latest", nil, members{"cnf": jwk(members{"d": "AAAA"})}, []string{"WIT-CNF-NO-PRIVATE", "WIT-CNF-KEY-VALID"}},
		{"a key of another kid", "latest", nil, members{"cnf": jwk(members{"kid": "x"})}, nil},
	} {
		p := spec.Must(tc.profile)
		c := capture(t, p)
		c.WIT = witFor(t, p, "workload-a", tc.header, tc.claims)
		c.Issue = &vector.Issue{Subject: callerID, JWK: jwkOf(t, "workload-a/ES256")}
		wants(t, tc.name, c, tc.want...)
	}
}

// TestOwnJWKS: an issuer's WIT verifies under the keys that it publishes, whoever trusts it.
func TestOwnJWKS(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.Domains, c.WIT = nil, witFor(t, p, "workload-a", nil, nil)
	own, err := private(t, "trusted.example/es256-1", "ES256").PublicJWK()
	if err != nil {
		t.Fatal(err)
	}
	other, err := private(t, "attacker/ES256", "ES256").PublicJWK()
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		jwks string
		want []string
	}{
		"its key":        {`{"keys":[` + string(own) + `]}`, nil},
		"another key":    {`{"keys":[` + string(other) + `]}`, []string{"WIT-SIG-VALID"}},
		"no key":         {`{"keys":[]}`, []string{"WIT-KID-ISSUED"}},
		"no JWK Set":     {`[]`, []string{"WIT-KID-ISSUED"}},
		"one it mistook": {`{"keys":[{"kty":"x"},` + string(own) + `]}`, nil},
	} {
		c.JWKS = json.RawMessage(tc.jwks)
		wants(t, name, c, tc.want...)
	}
}

func TestLongSubjectIsIssued(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.Issue = &vector.Issue{Subject: callerID + strings.Repeat("a", 2048-len(callerID))}
	wants(t, "none for 2048 bytes", c, "ID-LEN-2048")
	c.Issue.Subject = callerID + strings.Repeat("a", 2048)
	wants(t, "none for more", c)
	c.WIT = witFor(t, p, "workload-a", nil, members{"sub": c.Issue.Subject})
	wants(t, "one for more", c, "ID-LEN-MAX")
}

// TestWhatCannotBeReadIsUnseen asks for a reason where a check has nothing to look at, and for none
// where it has.
func TestWhatCannotBeReadIsUnseen(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	check := find(t, "WIT-SUB-REQUIRED", spec.RoleIssuer)
	for text, seen := range map[string]bool{
		"": true, "nonsense": false, witFor(t, p, "workload-a", nil, nil): true,
	} {
		c.WIT = text
		if err := check.Run(c); err != nil || (c.Unseen() == "") != seen {
			t.Errorf("%q: error %v, unseen %q", text, err, c.Unseen())
		}
	}
	c.Call = &vector.Call{Binding: "httpsig"}
	c.Requests = []message.Request{{Method: "GET", URL: "http://b.example/"}}
	for id, unseen := range map[string]bool{"SIG-SIGN": true, "SIG-FIELD-MALFORMED": true, "SIG-TAG-UNIQUE": true, "WPT-TYP": false, "SIG-NO-BEARER": false} {
		_ = find(t, id, spec.RoleCaller).Run(c)
		if (c.Unseen() != "") != unseen {
			t.Errorf("%s: unseen %q", id, c.Unseen())
		}
	}
	c.Response = &message.Response{Status: 200}
	if _ = find(t, "RSP-TAG-UNIQUE", spec.RoleRecipient).Run(c); c.Unseen() == "" {
		t.Error("an unsigned response has one tag")
	}
	c.Call.Binding = "wpt"
	if _ = find(t, "WPT-TYP", spec.RoleCaller).Run(c); c.Unseen() == "" {
		t.Error("a proof that is not there is looked at")
	}
}

// TestUnsignedResponseVerifiesNothing: neither without a signature nor without a WIT beside it has one
// been verified.
func TestUnsignedResponseVerifiesNothing(t *testing.T) {
	c := capture(t, spec.Must("latest"))
	check := find(t, "RSP-SIGN-VALID", spec.RoleRecipient)
	for name, fields := range map[string]message.Fields{
		"no signature": nil,
		"no WIT":       {{"Signature-Input", `wimse=("@status");tag="wimse-workload-to-workload"`}, {"Signature", "wimse=:AAAA:"}},
	} {
		c.Response = &message.Response{Status: 200, Fields: fields}
		if err := check.Run(c); err != nil || c.Unseen() == "" {
			t.Errorf("%s: error %v, unseen %q", name, err, c.Unseen())
		}
	}
}

func TestJTIIsNotUsedAgain(t *testing.T) {
	p := spec.Must("latest")
	c := capture(t, p)
	c.WIT = witFor(t, p, "workload-a", nil, nil)
	c.Earlier = []string{"nonsense", witFor(t, p, "workload-a", nil, members{"jti": "other"})}
	wants(t, "another jti", c)
	c.Earlier = append(c.Earlier, witFor(t, p, "workload-b", nil, members{"jti": "wit-workload-a"}))
	wants(t, "the same jti", c, "WIT-JTI-UNIQUE")
}
