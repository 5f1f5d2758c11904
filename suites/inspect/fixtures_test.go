package inspect_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/inspect"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

const (
	now      = forge.RestTime
	audience = "https://b.trusted.example/orders"

	peer = "wimse://trusted.example/workload-b"
)

type members = map[string]any

// change gives the members with some replaced; a nil takes one out.
func change(base, changes members) members {
	out := maps.Clone(base)
	maps.Copy(out, changes)
	maps.DeleteFunc(out, func(_ string, v any) bool { return v == nil })
	return out
}

// private gives a published key, "workload-a/ES256" with its algorithm behind the slash or another.
func private(t *testing.T, name, alg string) jose.PrivateKey {
	t.Helper()
	k, err := jose.NewPrivateKey(keys.Published().Must(name).Signer, alg, "es256-1")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func jwkOf(t *testing.T, name string) members {
	t.Helper()
	var jwk members
	raw, err := json.Marshal(keys.Published().Must(name).PublicJWK("ES256", ""))
	if err == nil {
		err = json.Unmarshal(raw, &jwk)
	}
	if err != nil {
		t.Fatal(err)
	}
	return jwk
}

// witFor makes the WIT of a workload, with changes to its header and claims.
func witFor(t *testing.T, p *spec.Profile, name string, header, claims members) string {
	t.Helper()
	token, err := private(t, "trusted.example/es256-1", "ES256").SignToken(
		change(members{"typ": p.WIT().Typ, "kid": "es256-1"}, header),
		change(members{
			"iss": "https://issuer.trusted.example", "sub": "wimse://trusted.example/" + name,
			"exp": now + 3600, "jti": "wit-" + name, "cnf": members{"jwk": jwkOf(t, name+"/ES256")},
		}, claims))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func capture(t *testing.T, p *spec.Profile) *inspect.Capture {
	t.Helper()
	domains, err := trust.Load(forge.TrustMaterial(keys.Published(), now))
	if err != nil {
		t.Fatal(err)
	}
	return &inspect.Capture{
		Profile: p, Domains: domains, At: time.Unix(now, 0), Audience: audience, Caller: callerID, Peer: peer,
		UnderstoodTokens: []string{"x-other"}, Secrets: []string{privateText()},
	}
}

// jti is fresh for each message of a test.
func jti(i int) string {
	return base64.RawURLEncoding.EncodeToString([]byte(wpt.Hash(strings.Repeat("x", i)))[:16])
}

// withProof is a request with a WIT and a proof, with changes to its claims.
func withProof(t *testing.T, p *spec.Profile, claims members, more ...message.Field) message.Request {
	t.Helper()
	wit := witFor(t, p, "workload-a", nil, nil)
	proof, err := private(t, "workload-a/ES256", "ES256").SignToken(members{"typ": p.WPT().Typ}, change(members{
		"iss": callerID, "aud": audience, "exp": now + 60, "jti": jti(0), "wth": wpt.Hash(wit),
	}, claims))
	if err != nil {
		t.Fatal(err)
	}
	value := strings.TrimSpace(p.WPT().Scheme + " " + proof)
	fields := message.Fields{{p.WIT().Field, wit}, {p.WPT().Field, value}}
	return message.Request{Method: "GET", URL: audience, Fields: append(fields, more...)}
}

// sealing says how a message is signed.
type sealing struct {
	label, extra string
	// covered is added to what the profile lists; params stand behind the usual parameters.
	covered []string
	params  string
	nonce   string
}

// inputOf writes the value of Signature-Input behind the label.
func inputOf(covered []string, params string) string {
	var quoted []string
	for _, c := range covered {
		name, rest, found := strings.Cut(c, ";")
		quoted = append(quoted, `"`+name+`"`+strings.Repeat(";"+rest, map[bool]int{true: 1}[found]))
	}
	return "(" + strings.Join(quoted, " ") + ")" + params
}

// seal signs a message with a key: the fields that it has of those listed, and the components.
func seal(t *testing.T, m httpsig.Message, fields *message.Fields, listed, components []string, s sealing, key jose.PrivateKey) {
	t.Helper()
	covered := append(slices.Clone(components), s.covered...)
	for _, name := range listed {
		if fields.Has(name) {
			covered = append(covered, name)
		}
	}
	var parsed []httpsig.Component
	for _, c := range covered {
		one, err := httpsig.ParseComponent(c)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, one)
	}
	list, err := httpsfv.UnmarshalList([]string{inputOf(covered, s.params)})
	if err != nil {
		t.Fatal(err)
	}
	input, err := httpsfv.Marshal(list) // of a parameter that is given twice the last one stays
	if err != nil {
		t.Fatal(err)
	}
	base, err := httpsig.Base(m, parsed, input)
	if err != nil {
		t.Fatal(err)
	}
	value, err := key.Sign(base)
	if err != nil {
		t.Fatal(err)
	}
	*fields = append(*fields, message.Field{"Signature-Input", s.label + "=" + input + s.extra},
		message.Field{"Signature", s.label + "=:" + base64.StdEncoding.EncodeToString(value) + ":"})
}

const times = ";created=1767225600;expires=1767225660"

// signedRequest is a signed request.
func signedRequest(t *testing.T, p *spec.Profile, s sealing, body string, more ...message.Field) message.Request {
	t.Helper()
	r := message.Request{Method: "POST", URL: audience, Body: []byte(body)}
	r.Fields = append(message.Fields{{p.WIT().Field, witFor(t, p, "workload-a", nil, nil)}}, more...)
	if body != "" {
		r.Fields = append(r.Fields, message.Field{"Content-Digest", httpsig.Digest(r.Body)})
	}
	facts := p.HTTPSig()
	nonce := s.nonce
	if nonce == "" {
		nonce = jti(1)
	}
	params := times + `;nonce="` + nonce + `";tag="` + facts.Tag + `"`
	if facts.AudienceParameter != "" {
		params += ";" + facts.AudienceParameter + `="` + audience + `"`
	}
	if facts.AudienceField != "" {
		r.Fields = append(r.Fields, message.Field{facts.AudienceField, `"` + audience + `"`})
	}
	s.params = params + s.params
	if s.label == "" {
		s.label = "wimse"
	}
	seal(t, httpsig.Message{Request: &r}, &r.Fields, facts.RequestFields, facts.Request, s, private(t, "workload-a/ES256", "ES256"))
	return r
}

// signedResponse is the signed answer to a signed request with the usual nonce.
func signedResponse(t *testing.T, p *spec.Profile, r *message.Request, s sealing, body string) *message.Response {
	t.Helper()
	m := &message.Response{Status: 200, Body: []byte(body)}
	m.Fields = message.Fields{{p.WIT().Field, witFor(t, p, "workload-b", nil, nil)}, {"Content-Type", "text/plain"}}
	if body != "" {
		m.Fields = append(m.Fields, message.Field{"Content-Digest", httpsig.Digest(m.Body)})
	}
	facts := p.HTTPSig()
	params := times + `;nonce="` + jti(2) + `";tag="` + facts.Tag + `"`
	if facts.RequestNonce != "" {
		params += ";" + facts.RequestNonce + `="` + jti(1) + `"`
	}
	s.params = params + s.params
	if s.label == "" {
		s.label = "wimse"
	}
	seal(t, httpsig.Message{Request: r, Response: m}, &m.Fields, facts.ResponseFields, facts.Response, s, private(t, "workload-b/ES256", "ES256"))
	return m
}

// breaks lists what a capture breaks.
func breaks(c *inspect.Capture) []string {
	var got []string
	for _, check := range inspect.Checks() {
		if err := check.Run(c); err != nil {
			got = append(got, check.ID)
		}
	}
	slices.Sort(got)
	return got
}

// wants asks that a capture breaks these and no others.
func wants(t *testing.T, name string, c *inspect.Capture, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := breaks(c); !slices.Equal(got, want) {
		var why []string
		for _, check := range inspect.Checks() {
			if err := check.Run(c); err != nil {
				why = append(why, err.Error())
			}
		}
		t.Errorf("%s: it breaks %q %q, not %q", name, got, why, want)
	}
}

func find(t *testing.T, id string, role spec.Role) inspect.Check {
	t.Helper()
	check, there := inspect.Find(id, role)
	if !there {
		t.Fatalf("there is no check of %s for the %s", id, role)
	}
	return check
}
