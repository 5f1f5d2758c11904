package wpt_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

const workload = "wimse://trusted.example/workload-a"

// maker makes proofs for a caller.
func (c caller) maker(t *testing.T, p *spec.Profile, faults ...string) *wpt.Maker {
	t.Helper()
	key, err := jose.NewPrivateKey(c.key, "ES256", "")
	if err != nil {
		t.Fatal(err)
	}
	return &wpt.Maker{
		Profile: p, Key: key, Subject: c.wit.Subject.URI, Faults: check.With(faults...),
		Now:              func() time.Time { return time.Unix(now, 0) },
		UnderstoodTokens: []string{"Txn-Token", "X-Other-Token"},
	}
}

// laden is a request with every token that a proof can cover in the profile.
func laden(p *spec.Profile) *message.Request {
	req := &message.Request{Method: "GET", URL: audience + "?x=1", Fields: message.Fields{
		{"Txn-Token", "a.transaction.token"}, {"X-Other-Token", " another token "},
	}}
	if p.WPT().AccessTokenHash {
		req.Fields = append(req.Fields, message.Field{"Authorization", "Bearer an-access-token"})
	}
	return req
}

func judge(c caller, p *spec.Profile, req *message.Request) *check.Refusal {
	return wpt.New(wpt.Config{
		Profile: p, Audience: audience, UnderstoodTokens: []string{"txn-token", "x-other-token"},
	}).Verify(req, c.wit, time.Unix(now, 0))
}

// proofOf takes the claims out of the proof that a request carries.
func proofOf(t *testing.T, p *spec.Profile, req *message.Request) *jose.Token {
	t.Helper()
	for _, v := range req.Fields.Values(p.WPT().Field) {
		parts := strings.Fields(v)
		if token, err := jose.ParseLenient(parts[min(1, len(parts)-1)], nil); err == nil {
			return token
		}
	}
	return nil
}

func TestMadeProofsVerifyInEveryProfile(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		t.Run(name, func(t *testing.T) {
			p, c := spec.Must(name), newCaller(t, workload)
			for _, req := range []*message.Request{
				laden(p), {Method: "POST", URL: audience, Body: []byte("x")},
				{Method: "GET", URL: audience + "#part"},
			} {
				if err := c.maker(t, p).Attach(req, c.wit.Value, ""); err != nil {
					t.Fatal(err)
				}
				if refusal := judge(c, p, req); refusal != nil {
					t.Errorf("it is refused: %v", refusal)
				}
			}
		})
	}
}

func TestMadeClaimsAreThoseOfTheRevision(t *testing.T) {
	for _, name := range spec.ProfileNames() {
		p, c := spec.Must(name), newCaller(t, workload)
		req, facts := laden(p), p.WPT()
		if err := c.maker(t, p).Attach(req, c.wit.Value, audience); err != nil {
			t.Fatal(err)
		}
		claims := proofOf(t, p, req).Claims
		_, isObject := claims.Members["oth"].(map[string]any)
		for what, ok := range map[string]bool{
			"ath": claims.Has("ath") == facts.AccessTokenHash, "tth": claims.Has("tth"),
			"wth": claims.Has("wth") == facts.WITHash, "iss": claims.Has("iss") == facts.IssuerIsSubject,
			"oth": claims.Has("oth") && isObject == (facts.OtherTokens == "object"),
			"aud": claims.Members["aud"] == audience,
		} {
			if !ok {
				t.Errorf("%s: %s is %v", name, what, claims.Members[what])
			}
		}
	}
}

func TestEveryProofHasAnIdentifierOfItsOwn(t *testing.T) {
	p, c := spec.Must("latest"), newCaller(t, workload)
	m, seen := c.maker(t, p), map[string]bool{}
	for range 200 {
		req := &message.Request{URL: audience}
		if err := m.Attach(req, c.wit.Value, ""); err != nil {
			t.Fatal(err)
		}
		jti, _ := proofOf(t, p, req).Claims.String("jti")
		if len(jti) < 22 || seen[jti] {
			t.Fatalf("jti %q is short or repeated", jti)
		}
		seen[jti] = true
	}
}

func TestWhatCannotBeProvedIsLeftAlone(t *testing.T) {
	latest, old := spec.Must("latest"), spec.Must("s2s-04")
	for _, tc := range []struct {
		name    string
		profile *spec.Profile
		fields  message.Fields
	}{
		{"another proof", latest, message.Fields{{"authorization", "WPT x"}}},
		{"a bearer token where the proof goes", latest, message.Fields{{"Authorization", "Bearer x"}}},
		{"another WIT", latest, message.Fields{{"workload-identity-token", "x"}}},
		{"an old proof", old, message.Fields{{"Workload-Proof-Token", "x"}}},
		{"two transaction tokens", latest, message.Fields{{"Txn-Token", "x"}, {"txn-token", "y"}}},
		{"a token field twice", latest, message.Fields{{"X-Other-Token", "x"}, {"x-other-token", "y"}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newCaller(t, workload)
			req := &message.Request{URL: audience, Fields: slices.Clone(tc.fields)}
			if err := c.maker(t, tc.profile).Attach(req, c.wit.Value, ""); err == nil {
				t.Error("it is attached all the same")
			}
			if !slices.Equal(req.Fields, tc.fields) {
				t.Errorf("the request has become %v", req.Fields)
			}
		})
	}
}

func TestStringOfHashesHasRoomForOneToken(t *testing.T) {
	p, c := spec.Must("s2s-04"), newCaller(t, workload)
	m := c.maker(t, p)
	m.UnderstoodTokens = []string{"x-one", "x-two"}
	req := &message.Request{URL: audience, Fields: message.Fields{{"X-One", "1"}, {"X-Two", "2"}}}
	if err := m.Attach(req, c.wit.Value, ""); err == nil {
		t.Error("two tokens go into one hash")
	}
}

func TestProofHasTheAlgorithmThatTheWITNames(t *testing.T) {
	p, c := spec.Must("latest"), newCaller(t, workload)
	confirm := func(alg string) string {
		key, err := jose.NewPrivateKey(c.key, "ES256", "")
		if err != nil {
			t.Fatal(err)
		}
		token, err := key.SignToken(nil, members{"cnf": members{"jwk": members{"alg": alg}}})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	for alg, suits := range map[string]bool{"ES256": true, "ES384": false, "none": false} {
		err := c.maker(t, p).Attach(&message.Request{URL: audience}, confirm(alg), "")
		if (err == nil) != suits {
			t.Errorf("%s: %v", alg, err)
		}
	}
}

func TestOccupiedIsAnErrorToBranchOn(t *testing.T) {
	p, c := spec.Must("latest"), newCaller(t, workload)
	req := &message.Request{URL: audience, Fields: message.Fields{{"Authorization", "Basic x"}}}
	if err := c.maker(t, p).Attach(req, c.wit.Value, ""); !errors.Is(err, wpt.ErrOccupied) {
		t.Errorf("the error is %v", err)
	}
}
