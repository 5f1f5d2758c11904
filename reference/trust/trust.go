// Package trust holds the trust anchors of a workload: for each trust domain the issuers that it
// names, the keys under which its tokens verify and the authorities that issue its certificates.
// They come from configuration and from nowhere else (draft-ietf-wimse-workload-creds-02, Section
// 3). Start with [Load].
package trust

import (
	"crypto/x509"
	"maps"
	"slices"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// Domain is one trust domain with its trust anchors.
type Domain struct {
	Name string
	// Issuers are the values of iss that may stand in this domain's tokens; none allows any.
	Issuers []string
	Keys    []jose.Key
	// Authorities are the certificates of the certification authorities that may issue for it.
	Authorities []*x509.Certificate
}

// Domains are the trust domains that a recipient trusts, by name.
type Domains map[string]*Domain

// All lists the keys of every domain, in the order of the domains' names.
func (d Domains) All() []jose.Key {
	var keys []jose.Key
	for _, name := range slices.Sorted(maps.Keys(d)) {
		keys = append(keys, d[name].Keys...)
	}
	return keys
}
