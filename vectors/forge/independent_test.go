package forge_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	gojose "github.com/go-jose/go-jose/v4"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// verified asks a library that is not ours, or for the name of RFC 9864, which it has not,
// crypto/ed25519.
func verified(t *testing.T, alg, token string, key crypto.PublicKey) error {
	t.Helper()
	if alg == "Ed25519" {
		at := strings.LastIndexByte(token, '.')
		signature, err := base64.RawURLEncoding.DecodeString(token[at+1:])
		if err != nil {
			return err
		}
		if !ed25519.Verify(key.(ed25519.PublicKey), []byte(token[:at]), signature) {
			return errors.New("it does not verify")
		}
		return nil
	}
	jws, err := gojose.ParseSignedCompact(token, []gojose.SignatureAlgorithm{gojose.SignatureAlgorithm(alg)})
	if err != nil {
		return err
	}
	_, err = jws.Verify(key)
	return err
}

func TestProofsVerifyElsewhere(t *testing.T) {
	t.Parallel()
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	recipe, ok := book.Find("wpt/valid")
	if !ok {
		t.Fatal("there is no wpt/valid")
	}
	ring := keys.Published()
	for _, alg := range []string{"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"} {
		v, err := forge.New(book, atRest()).With(alg).Mint(recipe)
		if err != nil {
			t.Fatal(err)
		}
		wit, proof := sent(t, v)
		if err := verified(t, alg, proof, ring.Must("workload-a/"+alg).Signer.Public()); err != nil {
			t.Errorf("%s: the proof: %v", alg, err)
		}
		if err := verified(t, "ES256", wit, ring.Must("trusted.example/es256-1").Signer.Public()); err != nil {
			t.Errorf("%s: the WIT: %v", alg, err)
		}
		confirms(t, wit, alg, ring.Must("workload-a/"+alg).Signer.Public())
	}
}

// confirms asks that a WIT names a key and its algorithm in cnf.jwk.
func confirms(t *testing.T, wit, alg string, want crypto.PublicKey) {
	t.Helper()
	text, err := json.Marshal(part(t, wit, 1)["cnf"].(map[string]any)["jwk"])
	if err != nil {
		t.Fatal(err)
	}
	var jwk gojose.JSONWebKey
	if err := json.Unmarshal(text, &jwk); err != nil {
		t.Fatal(err)
	}
	if !want.(interface{ Equal(crypto.PublicKey) bool }).Equal(jwk.Key) || jwk.Algorithm != alg || !jwk.IsPublic() {
		t.Errorf("cnf.jwk is %s", text)
	}
}

func TestWITsVerifyElsewhere(t *testing.T) {
	t.Parallel()
	for _, a := range keys.Anchors {
		text := valid + "  change: {wit: {key: trusted.example/" + a.KeyID + ", header: {alg: " +
			a.Algorithm + ", kid: " + a.KeyID + "}}}\n"
		wit, _ := sent(t, mint(t, atRest(), text))
		key := keys.Published().Must("trusted.example/" + a.KeyID).Signer.Public()
		if err := verified(t, a.Algorithm, wit, key); err != nil {
			t.Errorf("%s: %v", a.KeyID, err)
		}
	}
}

func TestTrustMaterialHoldsEveryAnchorAndNoSecret(t *testing.T) {
	ring := keys.Published()
	for domain, m := range forge.TrustMaterial(ring, forge.RestTime) {
		var set struct{ Keys []map[string]any }
		if err := json.Unmarshal(m.JWKS, &set); err != nil {
			t.Fatal(err)
		}
		if len(set.Keys) != len(keys.Anchors) {
			t.Errorf("%s has %d keys", domain, len(set.Keys))
		}
		for _, k := range set.Keys {
			if k["d"] != nil || k["kid"] == nil || k["alg"] == nil {
				t.Errorf("%s: key %v holds a secret or lacks a name", domain, k["kid"])
			}
		}
		if strings.Contains(string(m.JWKS), "untrusted") || len(m.X509Authorities) != 1 {
			t.Errorf("%s: %s", domain, m.JWKS)
		}
	}
}

// TestKit takes the credentials of a kit as an implementation under test does.
func TestKit(t *testing.T) {
	k, err := forge.Kit(atRest(), kit.Recipient{Audience: "https://b"})
	if err != nil {
		t.Fatal(err)
	}
	if k.Schema != kit.Schema || k.Profile != "latest" || k.Recipient.Audience != "https://b" {
		t.Errorf("it is %+v", k)
	}
	if !strings.Contains(k.Notice, "Never trust") {
		t.Errorf("it warns of nothing: %s", k.Notice)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(k.TrustDomains["trusted.example"].X509Authorities[0]))
	for role, name := range map[string]string{"caller": "workload-a", "recipient": "workload-b"} {
		w := k.Workloads[role]
		if w.Identifier != "wimse://trusted.example/"+name {
			t.Errorf("%s is %s", role, w.Identifier)
		}
		issuer := keys.Published().Must("trusted.example/es256-1").Signer.Public()
		if err := verified(t, "ES256", w.WIT, issuer); err != nil {
			t.Errorf("%s: its WIT: %v", role, err)
		}
		confirms(t, w.WIT, "ES256", keys.Published().Must(name+"/ES256").Signer.Public())
		certified(t, w, roots)
	}
}

func certified(t *testing.T, w kit.Workload, roots *x509.CertPool) {
	t.Helper()
	block, _ := pem.Decode([]byte(w.Certificate))
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	opts := x509.VerifyOptions{Roots: roots, CurrentTime: time.Unix(forge.RestTime, 0), DNSName: "localhost"}
	if _, err := cert.Verify(opts); err != nil {
		t.Error(err)
	}
	if len(cert.URIs) != 1 || cert.URIs[0].String() != w.Identifier {
		t.Errorf("it certifies %v, not %s", cert.URIs, w.Identifier)
	}
	block, _ = pem.Decode([]byte(w.Key))
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	public := key.(crypto.Signer).Public().(interface{ Equal(crypto.PublicKey) bool })
	if !public.Equal(cert.PublicKey) {
		t.Error("the key is not that of the certificate")
	}
}
