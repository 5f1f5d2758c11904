package wit_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/wit"
)

// bends are the faults of a verifier that have a check and get it wrong.
func bends() []string {
	return slices.DeleteFunc(wit.Faults(), func(name string) bool {
		_, variant, bent := strings.Cut(name, ":")
		return !bent || variant == "strict"
	})
}

// TestBentChecksAreNarrow: a token that is good is accepted with every bend, one with a flaw with those
// that are about it and no others.
func TestBentChecksAreNarrow(t *testing.T) {
	w := newWorld(t, "es256-1", "es256-2")
	for _, tc := range []struct {
		name           string
		header, claims members
		accepted       string
	}{
		{"typ absent", members{"typ": nil}, nil, "WIT-TYP-CHECK:absent"},
		{"typ a number", members{"typ": 5}, nil, "WIT-TYP-CHECK:not-a-string"},
		{"typ longer", members{"typ": "wit+jwt2"}, nil, "WIT-TYP-CHECK:prefix"},
		{"another type", members{"typ": "dpop+jwt"}, nil, "WIT-TYP-CHECK:plus-jwt"},
		{"type with the same end", members{"typ": "x-wit+jwt"}, nil, "WIT-TYP-CHECK:plus-jwt WIT-TYP-CHECK:ending"},
		{"any JWT", members{"typ": "JWT"}, nil, "WIT-TYP-CHECK:any-jwt"},
		{"kid unknown", members{"kid": "x"}, nil, "WIT-KID-SELECT:or-any"},
		{"kid cut", members{"kid": "es256-"}, nil, "WIT-KID-SELECT:or-any WIT-KID-SELECT:prefix"},
		{"kid in capitals", members{"kid": "ES256-1"}, nil, "WIT-KID-SELECT:or-any WIT-KID-SELECT:any-case"},
		{"no kid", members{"kid": nil}, nil, "WIT-KID-ABSENT:first-of-several"},
		{"expired now", nil, members{"exp": now},
			"WIT-EXP-PASSED:that-second WIT-EXP-PASSED:three-hours-late WIT-EXP-PASSED:milliseconds"},
		{"expired before 1970", nil, members{"exp": -1}, "WIT-EXP-PASSED:unsigned"},
		{"expired in 1970", nil, members{"exp": 0}, "WIT-EXP-PASSED:zero"},
		{"exp in a string", nil, members{"exp": "1800000300"}, "WIT-EXP-NUMERIC:digits-in-a-string"},
		{"exp in forty years", nil, members{"exp": now + 40*365*86400}, "WIT-EXP-FAR:milliseconds"},
		{"nbf in a minute", nil, members{"nbf": now + 60}, "WIT-NBF:an-hour-early WIT-NBF:milliseconds"},
		{"nbf in a day", nil, members{"nbf": now + 86400}, "WIT-NBF:milliseconds"},
		{"sub an array", nil, members{"sub": []string{"wimse://trusted.example/a"}}, "WIT-SUB-IDENTIFIER:first-of-several"},
		{"sub of a sub-domain", nil, members{"sub": "wimse://a.trusted.example/a"},
			"ID-DOMAIN-TRUSTED:sub-domain ID-DOMAIN-TRUSTED:ending"},
		{"sub of a longer domain", nil, members{"sub": "wimse://trusted.example.net/a"}, "ID-DOMAIN-TRUSTED:prefix"},
		{"sub with an empty query", nil, members{"sub": "wimse://trusted.example/a?"}, "ID-NO-QUERY:empty"},
		{"cnf of another type", nil, members{"cnf": "a"}, "WIT-CNF-REQUIRED:of-another-type"},
		{"cnf.kid", nil, members{"cnf": members{"kid": "a"}}, "WIT-CNF-JWK-MEMBER:kid"},
		{"cnf.jku", nil, members{"cnf": members{"kid": "a", "jku": "a"}}, "WIT-CNF-JWK-MEMBER:jku"},
		{"cnf.jwk null", nil, members{"cnf": members{"jwk": (any)(nil)}}, "WIT-CNF-JWK-MEMBER:null"},
		{"nothing", nil, nil, strings.Join(bends(), " ")},
	} {
		want := strings.Fields(tc.accepted)
		token := w.token(t, "es256-1", tc.header, tc.claims)
		for _, fault := range bends() {
			config := w.config
			config.Faults = check.With(fault)
			_, refusal := wit.New(config).Verify(request(token), time.Unix(now, 0))
			if accepted := refusal == nil; accepted != slices.Contains(want, fault) {
				t.Errorf("%s: %s: accepted %t: %v", tc.name, fault, accepted, refusal)
			}
		}
	}
}

// TestBentChecksStandAnything gives every bend what is not what it seems.
func TestBentChecksStandAnything(t *testing.T) {
	w := newWorld(t, "es256-1")
	odd := []any{nil, true, -1.5, 1e300, "", "none", "//", []any{}, []any{nil, members{}}, members{}, members{"jwk": 1}}
	values := []string{"", ".", "..", "...", "e30", "e30.e30", "e30.e30.", ".e30.", "{}", `"`, "=", "e30.W10.AA", "e30.gICA.AA"}
	for _, name := range []string{"typ", "kid", "crit", "jwk", "x5c", "jku"} {
		for _, v := range odd {
			header := members{"kid": "es256-1"} // which has not signed, so that the checks behind it are asked
			header[name] = v
			values = append(values, w.token(t, "workload", header, nil))
		}
	}
	for _, name := range []string{"iss", "sub", "exp", "nbf", "cnf"} {
		for _, v := range odd {
			values = append(values, w.token(t, "es256-1", nil, members{name: v}))
		}
	}
	for _, fault := range bends() {
		config := w.config
		config.Faults = check.With(fault)
		v := wit.New(config)
		for _, value := range values {
			if _, refusal := v.Verify(request(value), time.Unix(now, 0)); refusal != nil && refusal.Requirement == "" {
				t.Errorf("%s: %.40q is refused for nothing", fault, value)
			}
		}
	}
}
