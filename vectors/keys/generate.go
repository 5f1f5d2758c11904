package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"fmt"

	gojose "github.com/go-jose/go-jose/v4"
)

// Anchors lists the keys of a trust domain's issuer: the kid, which is the same in every domain so
// that a recipient which mixes domains up is seen, and the algorithm that the key is for.
var Anchors = []struct{ KeyID, Algorithm string }{
	{"es256-1", "ES256"}, {"es256-2", "ES256"}, {"es384-1", "ES384"}, {"es512-1", "ES512"},
	{"eddsa-1", "EdDSA"}, {"ed25519-1", "Ed25519"}, {"ps256-1", "PS256"}, {"rs256-1", "RS256"},
}

// Domains lists the trust domains that have an issuer here. The first two are trusted.
var Domains = []string{"trusted.example", "partner.example", "untrusted.example"}

// authorities lists the keys of a trust domain's certification authorities: the trust anchor, two
// below it, and one whose certificate is never shown to anybody.
var authorities = []string{"ca", "intermediate", "intermediate-2", "hidden"}

// certified lists the workloads with keys for certificates of other kinds than P-256.
var certified = []string{"workload-a", "workload-b"}

// workloads lists the workloads with keys, one for each of their algorithms.
var workloads = map[string][]string{
	"workload-a": {"ES256", "ES384", "ES512", "EdDSA", "Ed25519", "PS256", "RS256"},
	"workload-b": {"ES256"}, "workload-c": {"ES256"}, "attacker": {"ES256"},
}

// Generate makes a ring of fresh keys under the same names as the published ones.
func Generate() (*Ring, error) {
	r := &Ring{keys: map[string]Key{}}
	for _, d := range Domains {
		for _, a := range Anchors {
			if err := r.add(d+"/"+a.KeyID, a.Algorithm); err != nil {
				return nil, err
			}
		}
		for _, a := range authorities {
			if err := r.add(d+"/"+a, "ES256"); err != nil {
				return nil, err
			}
		}
	}
	for w, algs := range workloads {
		for _, alg := range algs {
			if err := r.add(w+"/"+alg, alg); err != nil {
				return nil, err
			}
		}
		if err := r.add(w+"/tls", "ES256"); err != nil {
			return nil, err
		}
	}
	if err := r.addCertified(); err != nil {
		return nil, err
	}
	return r, r.add("workload-a/short", "short RSA")
}

// addCertified adds the keys for certificates of other kinds.
func (r *Ring) addCertified() error {
	for _, w := range certified {
		for kind, alg := range map[string]string{"p384": "ES384", "rsa": "RS256", "ed25519": "Ed25519"} {
			if err := r.add(w+"/tls-"+kind, alg); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *Ring) add(name, alg string) error {
	signer, err := generate(alg)
	if err != nil {
		return fmt.Errorf("keys: %s: %w", name, err)
	}
	jwk := gojose.JSONWebKey{Key: signer}
	r.keys[name] = Key{Name: name, Signer: signer, jwk: jwk}
	return nil
}

func generate(alg string) (crypto.Signer, error) {
	switch alg {
	case "ES256":
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "ES384":
		return ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "ES512":
		return ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	case "PS256", "RS256":
		return rsa.GenerateKey(rand.Reader, 2048)
	case "short RSA":
		return rsa.GenerateKey(rand.Reader, 1024)
	}
	_, key, err := ed25519.GenerateKey(rand.Reader)
	return key, err
}
