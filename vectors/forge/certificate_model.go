package forge

import (
	"crypto/sha256"
	"encoding/hex"
)

// certificate is what a recipe can say about one certificate. Nothing in it is questioned: what is
// said is written and signed.
type certificate struct {
	// Key names the key that is certified.
	Key string `json:"key"`
	// Issuer is another certificate of the model, a trust domain for its authority, or "self".
	Issuer string `json:"issuer"`
	// IssuerName is a common name in place of the issuer's subject, SignKey a key in place of its key.
	IssuerName string `json:"issuer_name"`
	SignKey    string `json:"sign_key"`
	// Hash is that of the signature: sha256 where nothing is said.
	Hash string `json:"hash"`
	// Subject is a common name; empty leaves the subject empty.
	Subject string `json:"subject"`
	// Version is 3 where nothing is said. One of version 1 has no extensions.
	Version int `json:"version"`
	// Serial is made from the rest of the certificate where it is 0, so that no two of an authority
	// are alike.
	Serial    int64 `json:"serial"`
	NotBefore int64 `json:"not_before"`
	NotAfter  int64 `json:"not_after"`
	// SAN are the names of the subject in their order; without them the extension is left out.
	SAN         []generalName `json:"san"`
	SANCritical bool          `json:"san_critical"`
	// SANAgain are the names in a second extension of the same kind. SANValue is the contents of the
	// extension in hexadecimal, in place of names.
	SANAgain []generalName `json:"san_again"`
	SANValue string        `json:"san_value"`
	// EKU and KeyUsage leave their extensions out where they are absent.
	EKU      []string `json:"eku"`
	KeyUsage []string `json:"key_usage"`
	// CA is the mark of an authority; where it is absent the extension is left out.
	CA              *bool            `json:"ca"`
	PathLength      *int             `json:"path_length"`
	NameConstraints *nameConstraints `json:"name_constraints"`
	// Extensions are further ones, behind all others.
	Extensions []extension `json:"extensions"`
	// Edit changes the certificate after it was signed.
	Edit []Edit `json:"edit"`
}

// peer is what a recipe can say about the handshake and about what is expected of the other side.
type peer struct {
	ExpectTrustDomain string `json:"expect_trust_domain"`
	ExpectIdentifier  string `json:"expect_identifier"`
	// Hostname is the DNS name by which a client connects; empty where it connects by an address.
	Hostname string `json:"hostname"`
	// Key signs the handshake in place of the leaf's key, and TLS is the one version of TLS that is
	// offered, "1.2" or "1.3": both live only.
	Key string `json:"key"`
	TLS string `json:"tls"`
}

// What a recipe about certificates may name in its change, besides certificates.
const (
	partPeer    = "peer"
	partChain   = "chain"
	partLeaf    = "leaf"
	partRequest = "request"
)

// basePeer is the model of a peer that is accepted: a certificate of workload-a that a client
// presents, or one of workload-b that a server presents (draft-ietf-wimse-workload-creds-02,
// Section 6.1). The certificates behind the leaf are there to be named.
func (m *minting) basePeer() tree {
	model := tree{
		partPeer: tree{}, partChain: []any{partLeaf}, partRequest: tree{"method": "GET"},
		"intermediate":   m.authorityPart(trustedDomain, "intermediate", trustedDomain),
		"intermediate-2": m.authorityPart(trustedDomain, "intermediate-2", "intermediate"),
		// no recipe sends this one, so nobody can have kept it
		"hidden": m.authorityPart(trustedDomain, "hidden", trustedDomain),
		"other":  leafPart("workload-c", "workload-c."+trustedDomain),
	}
	if m.recipe.Usage == UsageServer {
		model[partLeaf] = leafPart("workload-b", "${hostname}")
		model[partPeer] = tree{
			"expect_trust_domain": trustedDomain, "expect_identifier": "${id workload-b}",
			"hostname": "${hostname}",
		}
		return model
	}
	model[partLeaf] = leafPart("workload-a", "workload-a."+trustedDomain)
	return model
}

func leafPart(name, host string) tree {
	return tree{
		"key": name + "/tls", "issuer": trustedDomain, "subject": name,
		"not_before": "${start-86400}", "not_after": "${start+86400}",
		"san":       []any{tree{"uri": "${id " + name + "}"}, tree{"dns": host}},
		"key_usage": []any{"digitalSignature"},
		"eku":       []any{"clientAuth", "serverAuth"},
	}
}

// authorityPart describes an authority below a trust anchor. Its name is one that no other case, and
// no other run, has: a peer may keep the authorities that it was shown, and would find a good one of
// the same name in place of the bad one that a case is about.
func (m *minting) authorityPart(domain, name, issuer string) tree {
	mark := sha256.Sum256([]byte(m.run + " " + m.recipe.ID))
	subject := name + " authority of " + domain + " " + hex.EncodeToString(mark[:4])
	return tree{
		"key": domain + "/" + name, "issuer": issuer, "subject": subject,
		"not_before": "${start-604800}", "not_after": "${start+604800}",
		"key_usage": []any{"keyCertSign"}, "ca": true,
	}
}
