// Package keys holds the private keys with which vectors are minted: by default the published test
// keys of test-keys.json, which protect nothing. Start with [Published] or [Generate].
package keys

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"

	gojose "github.com/go-jose/go-jose/v4"
)

// Schema marks a file that holds a ring.
const Schema = "wimsespec/keys/v1"

// Ring is a set of private keys by name, such as "trusted.example/es256-1" or "workload-a/ES256".
type Ring struct {
	keys map[string]Key
	// Public says that everybody knows these keys.
	Public bool
}

// Key is a private key.
type Key struct {
	Name   string
	Signer crypto.Signer
	jwk    gojose.JSONWebKey
}

type file struct {
	Schema string                       `json:"schema"`
	Notice string                       `json:"notice"`
	Keys   map[string]gojose.JSONWebKey `json:"keys"`
}

//go:embed test-keys.json
var published []byte

// Published gives the test keys that lie in this repository for everybody to read.
var Published = sync.OnceValue(func() *Ring {
	r, err := parse(published)
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	r.Public = true
	return r
})

// Load reads a ring from a file that [Ring.Save] wrote.
func Load(name string) (*Ring, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	r, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("keys: %s: %w", name, err)
	}
	return r, nil
}

func parse(text []byte) (*Ring, error) {
	var f file
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, err
	}
	if f.Schema != Schema {
		return nil, fmt.Errorf("schema is %q, not %q", f.Schema, Schema)
	}
	r := &Ring{keys: map[string]Key{}}
	for name, jwk := range f.Keys {
		signer, ok := jwk.Key.(crypto.Signer)
		if !ok {
			return nil, fmt.Errorf("key %q is no private signature key", name)
		}
		r.keys[name] = Key{Name: name, Signer: signer, jwk: jwk}
	}
	return r, nil
}

// Save writes the ring, readable by its owner alone.
func (r *Ring) Save(name, notice string) error {
	f := file{Schema: Schema, Notice: notice, Keys: map[string]gojose.JSONWebKey{}}
	for n, k := range r.keys {
		f.Keys[n] = k.jwk
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keys: %w", err) // an older file could be open to others
	}
	if err := os.WriteFile(name, text.Bytes(), 0o600); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	return nil
}

// Get gives the key of a name.
func (r *Ring) Get(name string) (Key, error) {
	k, ok := r.keys[name]
	if !ok {
		return Key{}, fmt.Errorf("keys: no key %q", name)
	}
	return k, nil
}

// Must is [Ring.Get] for names that every ring has.
func (r *Ring) Must(name string) Key {
	k, err := r.Get(name)
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	return k
}

// Fingerprint tells rings apart by their public keys: "published", or a digest in hexadecimal.
func (r *Ring) Fingerprint() (string, error) {
	if r.Public {
		return "published", nil
	}
	digest := sha256.New()
	for _, name := range r.Names() {
		der, err := x509.MarshalPKIXPublicKey(r.keys[name].Signer.Public())
		if err != nil {
			return "", fmt.Errorf("keys: %s: %w", name, err)
		}
		fmt.Fprintf(digest, "%s %x\n", name, der)
	}
	return hex.EncodeToString(digest.Sum(nil)[:8]), nil
}

// Names lists the keys, sorted.
func (r *Ring) Names() []string { return slices.Sorted(maps.Keys(r.keys)) }

// PublicJWK gives the public key as the members of a JWK, with an alg and a kid where they are not
// empty.
func (k Key) PublicJWK(alg, kid string) map[string]any { return members(k.jwk.Public(), alg, kid) }

// PrivateJWK gives the whole key as the members of a JWK.
func (k Key) PrivateJWK(alg, kid string) map[string]any { return members(k.jwk, alg, kid) }

func members(jwk gojose.JSONWebKey, alg, kid string) map[string]any {
	jwk.Algorithm, jwk.KeyID = alg, kid
	text, err := jwk.MarshalJSON()
	if err != nil {
		panic("keys: internal error: " + err.Error())
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		panic("keys: internal error: " + err.Error())
	}
	return out
}
