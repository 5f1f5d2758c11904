package issuer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// entry is one signing key.
type entry struct {
	key jose.PrivateKey
	// used is when the last token that it signed expires; retired says that it signs no more.
	used    time.Time
	retired bool
}

// newEntry names a key that has no name: a WIT says by its kid which key to verify it with
// (workload-creds-02, Section 3).
func newEntry(k jose.PrivateKey) entry {
	if k.KeyID == "" {
		k.KeyID = randomText()
	}
	return entry{key: k}
}

// newKey makes a key for ES256, which everybody supports (workload-creds-02, Section 5.1).
func newKey() jose.PrivateKey {
	signer, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("issuer: internal error: " + err.Error())
	}
	key, err := jose.NewPrivateKey(signer, "ES256", randomText())
	if err != nil {
		panic("issuer: internal error: " + err.Error())
	}
	return key
}

// Rotate makes a new signing key. The one before stays in the set until the last token that it
// signed has expired, so that rotation refuses nobody.
func (i *Issuer) Rotate() {
	i.mu.Lock()
	defer i.mu.Unlock()
	if len(i.ring) > 0 {
		i.ring[0].retired = true
	}
	i.ring = slices.Insert(i.ring, 0, newEntry(newKey()))
}

// signingKey gives the key for a token, and remembers how long the token is good for.
func (i *Issuer) signingKey(expires time.Time) jose.PrivateKey {
	i.mu.Lock()
	defer i.mu.Unlock()
	front := &i.ring[0]
	if expires.After(front.used) {
		front.used = expires
	}
	return front.key
}

// published gives the keys that are in the set now, and forgets those that are needed no more.
func (i *Issuer) published() []entry {
	i.mu.Lock()
	defer i.mu.Unlock()
	now := i.Now()
	i.ring = slices.DeleteFunc(i.ring, func(e entry) bool { return e.retired && !now.Before(e.used) })
	return slices.Clone(i.ring)
}

// publish gives a key as the set has it: for the algorithm that it signs with.
func (i *Issuer) publish(k jose.PrivateKey) jose.PrivateKey {
	if i.Faults.On("WIT-KEY-ONE-ALG" + suffix) {
		k.Algorithm = "ES512"
	}
	return k
}
