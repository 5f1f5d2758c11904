package verifier_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"strconv"
	"testing"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/verifier"
	"github.com/wimsespec/wimsespec/reference/wpt"
)

// TestManySteps: however many messages a vector has, each proof is remembered.
func TestManySteps(t *testing.T) {
	const n = 100
	key, jwk := newKey(t)
	wit := token(t, key, "wit+jwt", object{
		"sub": "wimse://trusted.example/a", "exp": 1300, "cnf": object{"jwk": jwk},
	})
	var steps []any
	for i := range n {
		steps = append(steps, request(t, key, wit, strconv.Itoa(i)))
	}
	a := answered(t, handler(), object{
		"schema": verifier.Schema, "mechanism": "wpt",
		"trust_domains": object{"trusted.example": object{"jwks": object{"keys": []any{jwk}}}},
		"vectors": []any{object{
			"id": "long", "verify_at": 1000, "recipient": object{"audience": "https://b.example/"},
			"steps": append(steps, steps[0]),
		}},
	})
	for i, got := range a.Steps {
		if want := map[bool]verifier.Result{true: "accept", false: "reject"}[i < n]; got != want {
			t.Fatalf("step %d is %s, must be %s: %s: %s", i+1, got, want, a.Requirement, a.Detail)
		}
	}
	if len(a.Steps) != n+1 || a.Requirement != "WPT-JTI-REPLAY-REC" {
		t.Errorf("%d steps, refused for %s", len(a.Steps), a.Requirement)
	}
}

func request(t *testing.T, key jose.PrivateKey, wit, jti string) object {
	t.Helper()
	proof := token(t, key, "wpt+jwt", object{
		"aud": "https://b.example/", "exp": 1060, "jti": jti, "wth": wpt.Hash(wit),
	})
	return object{"request": object{
		"method": "GET", "url": "https://b.example/",
		"headers": [][2]string{{"Workload-Identity-Token", wit}, {"Authorization", "WPT " + proof}},
	}}
}

func newKey(t *testing.T) (jose.PrivateKey, json.RawMessage) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := jose.NewPrivateKey(private, "ES256", "1")
	if err != nil {
		t.Fatal(err)
	}
	jwk, err := key.PublicJWK()
	if err != nil {
		t.Fatal(err)
	}
	return key, jwk
}

func token(t *testing.T, key jose.PrivateKey, typ string, claims object) string {
	t.Helper()
	text, err := key.SignToken(object{"alg": "ES256", "typ": typ, "kid": "1"}, claims)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
