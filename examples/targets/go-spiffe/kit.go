package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spiffe/go-spiffe/v2/bundle/x509bundle"
	"github.com/spiffe/go-spiffe/v2/exp/bundle/witbundle"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/svid/x509svid"
)

// document is what is read of kit.json.
type document struct {
	TrustDomains map[string]struct {
		JWKS        json.RawMessage `json:"jwks"`
		Authorities []string        `json:"x509_authorities"`
	} `json:"trust_domains"`
	Workloads struct {
		Recipient struct {
			Certificate string `json:"x509_certificate"`
			Key         string `json:"x509_key"`
		} `json:"recipient"`
	} `json:"workloads"`
	Recipient place `json:"recipient"`
}

// place says where the recipient listens, and what aud names it by.
type place struct {
	URL      string `json:"url"`
	MTLSURL  string `json:"mtls_url"`
	Audience string `json:"audience"`
}

// kit is the material of a kit, in the types of go-spiffe.
type kit struct {
	place
	wits  *witbundle.Set
	x509s *x509bundle.Set
	svid  *x509svid.SVID
}

func load(folder string) (*kit, error) {
	name := filepath.Join(folder, "kit.json")
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("kit: %w", err)
	}
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("kit: %s: %w", name, err)
	}
	w := d.Workloads.Recipient
	svid, err := x509svid.Parse([]byte(w.Certificate), []byte(w.Key))
	if err != nil {
		return nil, fmt.Errorf("kit: %s: the recipient's certificate: %w", name, err)
	}
	k := &kit{place: d.Recipient, wits: witbundle.NewSet(), x509s: x509bundle.NewSet(), svid: svid}
	for domain, material := range d.TrustDomains {
		if err := k.add(domain, material.JWKS, strings.Join(material.Authorities, "")); err != nil {
			return nil, fmt.Errorf("kit: %s: %s: %w", name, domain, err)
		}
	}
	return k, nil
}

// add takes a trust domain's keys for WITs and its authorities for certificates.
func (k *kit) add(domain string, jwks []byte, authorities string) error {
	td, err := spiffeid.TrustDomainFromString(domain)
	if err != nil {
		return err
	}
	wits, err := witbundle.Parse(td, jwks)
	if err != nil {
		return err
	}
	certificates, err := x509bundle.Parse(td, []byte(authorities))
	if err != nil {
		return err
	}
	k.wits.Add(wits)
	k.x509s.Add(certificates)
	return nil
}
