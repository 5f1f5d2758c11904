package recipient_test

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/identifier"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wpt"
	"github.com/wimsespec/wimsespec/spec"
)

// minted holds tokens of vectors at rest, in profile latest, and what verifies them.
type minted struct {
	Now      int64                     `json:"now"`
	Audience string                    `json:"audience"`
	Trust    map[string]trust.Material `json:"trust_domains"`
	Messages []struct {
		ID       string `json:"id"`
		WIT      string `json:"wit"`
		Proof    string `json:"proof"`
		Accepted bool   `json:"accepted"`
	} `json:"messages"`
}

//go:embed testdata/minted.json
var mintedText []byte

func readMinted(t testing.TB) (minted, recipient.Config) {
	t.Helper()
	var m minted
	if err := json.Unmarshal(mintedText, &m); err != nil {
		t.Fatal(err)
	}
	domains, err := trust.Load(m.Trust)
	if err != nil {
		t.Fatal(err)
	}
	return m, recipient.Config{
		Profile: spec.Must("latest"), Domains: domains, Audience: m.Audience,
		Now: func() time.Time { return time.Unix(m.Now, 0) },
	}
}

// FuzzAuthenticate sends any two values as WIT and proof. Nobody may get in but with the tokens that
// were minted.
func FuzzAuthenticate(f *testing.F) {
	m, config := readMinted(f)
	good := map[[2]string]bool{}
	for _, msg := range m.Messages {
		f.Add(msg.WIT, "WPT "+msg.Proof)
		if msg.Accepted {
			good[[2]string{msg.WIT, msg.Proof}] = true
		}
	}
	f.Add("", "")
	f.Add("e30.e30.AA", "WPT e30.e30.AA")
	f.Fuzz(func(t *testing.T, wit, authorization string) {
		fields := message.Fields{{"Workload-Identity-Token", wit}, {"Authorization", authorization}}
		_, proof, _ := strings.Cut(authorization, " ")
		accepted := answered(t, recipient.New(config), message.Request{Fields: fields})
		if accepted && !good[[2]string{wit, strings.TrimLeft(proof, " ")}] {
			t.Errorf("accepted: %q", fields)
		}
		if !accepted && good[[2]string{wit, strings.TrimPrefix(authorization, "WPT ")}] {
			t.Errorf("refused: %q", fields)
		}
	})
}

// FuzzSignedTokens signs any texts as headers and claims of a WIT and a proof, with the right keys, in
// every profile: what the checks behind the signature see. In a WIT's claims $JWK stands for the
// confirmation key, in a proof's claims $WTH for the hash of the WIT.
func FuzzSignedTokens(f *testing.F) {
	const (
		header = `{"alg":"ES256","typ":"wit+jwt","kid":"1"}`
		claims = `{"sub":"wimse://trusted.example/a","exp":1800000060,"jti":"1","cnf":{"jwk":$JWK}}`
		proof  = `{"aud":"https://b.trusted.example/orders","exp":1800000060,"jti":"1","wth":"$WTH"}`
		head   = `{"alg":"ES256","typ":"wpt+jwt"}`
	)
	f.Add(header, claims, head, proof)
	f.Add(`{"alg":5}`, `{"sub":null}`, `{"alg":"none","crit":[]}`, `{"aud":[[]],"oth":{"a":1},"tth":{}}`)
	f.Add(`{"alg":"none"}`, `{"cnf":{"jwk":{"kty":"oct","k":"AA","alg":"HS256"}}}`, `{"alg":"HS256"}`, `{}`)
	w := newWorld(f, "latest")
	f.Fuzz(func(t *testing.T, header, claims, head, proof string) {
		jwk, err := json.Marshal(gojose.JSONWebKey{Key: w.workload.Public(), Algorithm: "ES256"})
		if err != nil {
			t.Fatal(err)
		}
		wit := w.raw(t, header, strings.ReplaceAll(claims, "$JWK", string(jwk)), true)
		made := w.raw(t, head, strings.ReplaceAll(proof, "$WTH", wpt.Hash(wit)), false)
		for _, name := range []string{"s2s-00", "s2s-04", "2025-11", "latest"} {
			config := w.config
			config.Profile = spec.Must(name)
			o := world{profile: config.Profile}
			r := recipient.New(config)
			req := message.Request{Fields: o.fields(wit, made)}
			if answered(t, r, req) && name == "latest" {
				independent(t, w, wit, made)
			}
		}
	})
}

// raw signs texts as they stand, with the issuer's or the workload's key.
func (w *world) raw(t testing.TB, header, claims string, wit bool) string {
	t.Helper()
	key := w.workload
	if wit {
		key = w.issuer
	}
	enc := base64.RawURLEncoding.EncodeToString
	input := enc([]byte(header)) + "." + enc([]byte(claims))
	sum := sha256.Sum256([]byte(input))
	r, s := signRaw(t, key, sum[:])
	return input + "." + enc(append(r, s...))
}

// independent asks another library about two tokens that were accepted.
func independent(t *testing.T, w *world, wit, proof string) {
	t.Helper()
	for token, key := range map[string]any{wit: w.issuer.Public(), proof: w.workload.Public()} {
		jws, err := gojose.ParseSignedCompact(token, []gojose.SignatureAlgorithm{gojose.ES256})
		if err != nil {
			t.Fatalf("%s: %v", token, err)
		}
		payload, err := jws.Verify(key)
		if err != nil || !json.Valid(payload) {
			t.Errorf("%s: %v", token, err)
		}
	}
}

// answered says whether a request is accepted; else it asks for an answer that is bounded and text.
func answered(t *testing.T, r *recipient.Recipient, req message.Request) bool {
	t.Helper()
	caller, refused := r.Authenticate(req)
	if refused == nil {
		reader := identifier.New(r.Profile, r.Faults)
		if _, refusal := reader.Parse(caller.Identifier); refusal != nil {
			t.Errorf("the caller %q is none: %v", caller.Identifier, refusal)
		}
		return true
	}
	if refused.Requirement == "" || refused.Credential == "" || caller.Identifier != "" {
		t.Errorf("refused without a reason: %v, caller %q", refused, caller.Identifier)
	}
	a := r.Answer(req, refused)
	if a.Status < 400 || a.Status > 499 || len(a.Body) > 2000 || !utf8.Valid(a.Body) {
		t.Errorf("answered %d: %q", a.Status, a.Body)
	}
	return false
}
