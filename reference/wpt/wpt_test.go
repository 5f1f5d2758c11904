package wpt_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/replay"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

const (
	now      = 1_800_000_000
	audience = "https://b.trusted.example/orders"
)

type members = map[string]any

// caller holds a WIT that has been verified, and its key.
type caller struct {
	key *ecdsa.PrivateKey
	wit *wit.WIT
}

func newCaller(t *testing.T, uri string) caller {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return caller{key, &wit.WIT{
		Value: "the.wit." + uri, Subject: identifier.ID{URI: uri},
		Confirmation: jose.Key{Algorithm: "ES256", Public: key.Public()},
	}}
}

// proof makes a good proof, with changes to its claims; a nil takes one out.
func (c caller) proof(t *testing.T, change members) string {
	t.Helper()
	claims := members{"aud": audience, "exp": now + 60, "jti": "1", "wth": wpt.Hash(c.wit.Value)}
	maps.Copy(claims, change)
	maps.DeleteFunc(claims, func(_ string, v any) bool { return v == nil })
	text, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	opts := (&gojose.SignerOptions{}).WithType("wpt+jwt")
	s, err := gojose.NewSigner(gojose.SigningKey{Algorithm: gojose.ES256, Key: c.key}, opts)
	if err != nil {
		t.Fatal(err)
	}
	jws, err := s.Sign(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jws.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func carried(proof string, more ...message.Field) *message.Request {
	fields := message.Fields{{"Authorization", "WPT " + proof}}
	return &message.Request{Method: "GET", URL: "/orders", Fields: append(fields, more...)}
}

func config() wpt.Config { return wpt.Config{Profile: spec.Must("latest"), Audience: audience} }

// wants asks for the requirement that refuses a request; the empty one accepts it.
func wants(t *testing.T, name string, refusal *check.Refusal, requirement string) {
	t.Helper()
	if (refusal == nil) != (requirement == "") || refusal != nil && refusal.Requirement != requirement {
		t.Errorf("%s: refused for %v, not for %q", name, refusal, requirement)
	}
}

// wants does so for a proof with changed claims.
func (c caller) wants(t *testing.T, conf wpt.Config, change members, requirement string) {
	t.Helper()
	refusal := wpt.New(conf).Verify(carried(c.proof(t, change)), c.wit, time.Unix(now, 0))
	wants(t, fmt.Sprint(conf.Audience, change), refusal, requirement)
}

func TestHash(t *testing.T) {
	// the digest of "abc" is known from FIPS 180-2, Appendix B.1
	if got := wpt.Hash("abc"); got != "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0" {
		t.Error(got)
	}
}

func TestClockEdges(t *testing.T) {
	c := newCaller(t, "wimse://trusted.example/a")
	for _, tc := range []struct {
		claims      members
		requirement string
	}{
		{members{"exp": now - 1}, "WPT-EXP-PASSED"},
		{members{"exp": now}, "WPT-EXP-PASSED"},
		{members{"exp": now + 1}, ""},
		{members{"exp": json.Number("1800000000.5")}, ""},
		{members{"exp": json.Number("18e8")}, "WPT-EXP-PASSED"},
		{members{"exp": now + 3600}, ""},
		{members{"exp": now + 3601}, "WPT-EXP-FAR"},
		{members{"exp": json.Number("1e400")}, "WPT-EXP-FAR"},
		{members{"exp": "1800000060"}, "WPT-EXP-NUMERIC"},
		{members{"nbf": now - 1}, ""},
		{members{"nbf": now}, ""},
		{members{"nbf": now + 1}, "WPT-NBF"},
		{members{"iat": now + 1}, ""},
	} {
		c.wants(t, config(), tc.claims, tc.requirement)
	}
}

func TestMaxLifetimeIsConfigured(t *testing.T) {
	c, conf := newCaller(t, "wimse://trusted.example/a"), config()
	conf.MaxLifetime = time.Minute
	c.wants(t, conf, members{"exp": now + 60}, "")
	c.wants(t, conf, members{"exp": now + 61}, "WPT-EXP-FAR")
}

// TestAudience records how aud is compared: scheme and host without case, query and fragment left
// out, an empty path as a slash, and everything else as it is written. A default port, a percent
// encoding and dot segments are not normalised.
func TestAudience(t *testing.T) {
	c := newCaller(t, "wimse://trusted.example/a")
	for _, tc := range []struct {
		own  string
		aud  any
		good bool
	}{
		{audience, audience, true},
		{audience, "HTTPS://B.Trusted.EXAMPLE/orders", true},
		{audience, audience + "?x=1", true},
		{audience, audience + "#x", true},
		{audience, []any{"https://other.example/", audience}, true},
		{audience, []any{audience, 5, nil}, true},
		{audience, "https://b.trusted.example:443/orders", false}, // the default port
		{audience, "https://b.trusted.example/Orders", false},
		{audience, "https://b.trusted.example/orders/", false},
		{audience, "https://b.trusted.example//orders", false},
		{audience, "https://b.trusted.example/./orders", false},
		{audience, "https://b.trusted.example/%6frders", false},
		{audience, "https://b.trusted.example./orders", false},
		{audience, "https://u@b.trusted.example/orders", false},
		{audience, "//b.trusted.example/orders", false},
		{audience, "https:b.trusted.example/orders", false},
		{audience, "b.trusted.example/orders", false},
		{audience, "/orders", false},
		{audience, " " + audience, false},
		{audience, "", false},
		{audience, "?", false},
		{audience, []any{}, false},
		{audience, []any{[]any{audience}}, false},
		{audience, members{"uri": audience}, false},
		{audience, true, false},
		{"https://b.example", "https://b.example/", true},
		{"https://b.example/", "https://b.example", true},
		{"https://b.example/", "https://b.example?x", true},
		{"https://b.example:8443/", "https://b.example:8443", true},
		{"https://b.example:443/", "https://b.example/", false},
		{"orders-service", "orders-service", true},
		{"orders-service", "Orders-Service", false},
		{"urn:example:orders", "urn:example:orders", true},
	} {
		conf := config()
		conf.Audience = tc.own
		requirement := map[bool]string{false: "WPT-AUD-CHECK"}[tc.good]
		c.wants(t, conf, members{"aud": tc.aud}, requirement)
	}
}

func TestTransactionTokens(t *testing.T) {
	c := newCaller(t, "wimse://trusted.example/a")
	one, two := message.Field{"Txn-Token", "one"}, message.Field{"txn-token", "two"}
	for _, tc := range []struct {
		name        string
		tth         any
		fields      []message.Field
		requirement string
	}{
		{"none", nil, nil, ""},
		{"one", wpt.Hash("one"), []message.Field{one}, ""},
		{"one without its hash", nil, []message.Field{one}, "WPT-TTH-MATCH"},
		{"one with another hash", wpt.Hash("two"), []message.Field{one}, "WPT-TTH-MATCH"},
		{"one with a hash that is no text", 5, []message.Field{one}, "WPT-TTH-MATCH"},
		{"two, the hash of the first", wpt.Hash("one"), []message.Field{one, two}, "WPT-TTH-MATCH"},
		{"two, the hash of the second", wpt.Hash("two"), []message.Field{one, two}, "WPT-TTH-MATCH"},
		{"twice the same", wpt.Hash("one"), []message.Field{one, one}, "WPT-TTH-MATCH"},
		{"twice without a hash", nil, []message.Field{one, two}, "WPT-TTH-MATCH"},
	} {
		req := carried(c.proof(t, members{"tth": tc.tth}), tc.fields...)
		refusal := wpt.New(config()).Verify(req, c.wit, time.Unix(now, 0))
		wants(t, tc.name, refusal, tc.requirement)
	}
}

// verify verifies a proof at a time and gives the requirement that refuses it, or "".
func verify(v *wpt.Verifier, c caller, proof string, at int64) string {
	if refusal := v.Verify(carried(proof), c.wit, time.Unix(at, 0)); refusal != nil {
		return refusal.Error()
	}
	return ""
}

func TestReplays(t *testing.T) {
	conf := config()
	conf.Replays = replay.New(8)
	v := wpt.New(conf)
	a, b := newCaller(t, "wimse://trusted.example/a"), newCaller(t, "wimse://trusted.example/b")
	first := a.proof(t, nil)
	const used = "WPT-JTI-REPLAY-REC: jti has been used before by this sender"
	for i, tc := range []struct {
		who   caller
		proof string
		at    int64
		want  string
	}{
		{a, first, now, ""},
		{a, first, now, used},
		{a, first, now + 59, used},
		{a, a.proof(t, members{"exp": now + 90}), now + 59, used},
		{b, b.proof(t, nil), now, ""},
		{a, first, now + 60, "WPT-EXP-PASSED: it expired at 1800000060"},
		{a, a.proof(t, members{"exp": now + 90}), now + 60, ""},
	} {
		if got := verify(v, tc.who, tc.proof, tc.at); got != tc.want {
			t.Errorf("message %d: %q, not %q", i+1, got, tc.want)
		}
	}
}

func TestWithoutMemoryNothingIsAReplay(t *testing.T) {
	v, c := wpt.New(config()), newCaller(t, "wimse://trusted.example/a")
	proof := c.proof(t, nil)
	for range 2 {
		if got := verify(v, c, proof, now); got != "" {
			t.Error(got)
		}
	}
}

// TestForgeriesAreNotRemembered: else anybody could use up another's jti, or all the memory.
func TestForgeriesAreNotRemembered(t *testing.T) {
	conf := config()
	memory := replay.New(1)
	conf.Replays = memory
	v := wpt.New(conf)
	c, attacker := newCaller(t, "wimse://trusted.example/a"), newCaller(t, "wimse://trusted.example/a")
	for _, bad := range []string{
		attacker.proof(t, nil), c.proof(t, members{"aud": "https://other.example/"}),
		c.proof(t, members{"exp": now}), c.proof(t, members{"wth": "x"}),
	} {
		if got := verify(v, c, bad, now); got == "" {
			t.Error("a forgery is accepted")
		}
	}
	if n := memory.Len(); n != 0 {
		t.Errorf("%d forgeries are remembered", n)
	}
	if got := verify(v, c, c.proof(t, nil), now); got != "" {
		t.Error(got)
	}
}

func TestFullMemoryIsTheRecipientsTrouble(t *testing.T) {
	conf := config()
	conf.Replays = replay.New(1)
	v, c := wpt.New(conf), newCaller(t, "wimse://trusted.example/a")
	if got := verify(v, c, c.proof(t, nil), now); got != "" {
		t.Fatal(got)
	}
	refusal := v.Verify(carried(c.proof(t, members{"jti": "2"})), c.wit, time.Unix(now, 0))
	if refusal == nil || !errors.Is(refusal, replay.ErrFull) || refusal.Requirement != "" {
		t.Errorf("%v", refusal)
	}
}

func TestProofIsBoundToItsWIT(t *testing.T) {
	a, b := newCaller(t, "wimse://trusted.example/a"), newCaller(t, "wimse://trusted.example/b")
	a.wants(t, config(), nil, "")
	a.wants(t, config(), members{"wth": wpt.Hash(b.wit.Value)}, "WPT-WTH-MATCH")
	a.wants(t, config(), members{"wth": wpt.Hash(a.wit.Value) + "="}, "WPT-WTH-MATCH")
	a.wants(t, config(), members{"wth": nil}, "WPT-WTH-PRESENT")
	caller{b.key, a.wit}.wants(t, config(), nil, "WPT-SIG-VALID")
}

func TestConfirmationKeyNamesTheAlgorithm(t *testing.T) {
	c := newCaller(t, "wimse://trusted.example/a")
	for alg, requirement := range map[string]string{
		"ES256": "", "ES384": "WPT-ALG-STRING-EQUAL", "es256": "WPT-ALG-STRING-EQUAL", "EdDSA": "WPT-ALG-STRING-EQUAL",
	} {
		c.wit.Confirmation.Algorithm = alg
		c.wants(t, config(), nil, requirement)
	}
}

func TestOtherTokens(t *testing.T) {
	c, conf := newCaller(t, "wimse://trusted.example/a"), config()
	conf.UnderstoodTokens = []string{"txn-token", "x-other"}
	one := message.Field{"X-Other", "one"}
	for _, tc := range []struct {
		name        string
		oth         any
		fields      []message.Field
		requirement string
	}{
		{"covered", members{"x-other": wpt.Hash("one")}, []message.Field{one}, ""},
		{"white space around the token", members{"x-other": wpt.Hash("one")}, []message.Field{{"x-other", " one "}}, ""},
		{"another hash", members{"x-other": wpt.Hash("two")}, []message.Field{one}, "WPT-OTH-VERIFY-ALL"},
		{"a hash that is no text", members{"x-other": members{}}, []message.Field{one}, "WPT-OTH-VERIFY-ALL"},
		{"not covered", nil, []message.Field{one}, "WPT-OTH-MATCH"},
		{"an empty oth", members{}, []message.Field{one}, "WPT-OTH-MATCH"},
		{"twice", members{"x-other": wpt.Hash("one")}, []message.Field{one, one}, "WPT-OTH-REPEATED"},
		{"absent", members{"x-other": wpt.Hash("one")}, nil, "WPT-OTH-MISSING-FIELD"},
		{"not understood", members{"x-foreign": "x"}, nil, "WPT-OTH-UNKNOWN-REJECT"},
		{"a text", "x", nil, "WPT-OTH-OBJECT"},
	} {
		req := carried(c.proof(t, members{"oth": tc.oth}), tc.fields...)
		refusal := wpt.New(conf).Verify(req, c.wit, time.Unix(now, 0))
		wants(t, tc.name, refusal, tc.requirement)
	}
}
