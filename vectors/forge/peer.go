package forge

import (
	"crypto"
	"crypto/tls"
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// What the leaf of a recipe's certificates is used for.
const (
	UsageClient = "client"
	UsageServer = "server"
)

// Presentation is what a live suite presents in one handshake, and expects of the verifier. crypto/tls
// passes over a certificate in tls.Config.Certificates that it cannot read, or that does not fit what
// the other side asks for, and then presents none: hand it over by GetClientCertificate as a client
// and by GetCertificate as a server, which present what they are given.
type Presentation struct {
	// Certificate is the chain in DER with the private key that signs the handshake. A client without
	// any certificate has neither.
	Certificate tls.Certificate
	// Peer is the same as vectors have it.
	Peer vector.Peer
	// Version is the one version of TLS that is offered; 0 is any.
	Version uint16
}

// Presentations makes what a live suite presents in the steps of a recipe about certificates, in
// order; a recipe without steps has one. It is the same whenever a forge makes it, and the same as in
// the vector of the recipe.
func (f *Forge) Presentations(r *Recipe) ([]Presentation, error) {
	if r.mechanism != spec.MechanismMTLS {
		return nil, fmt.Errorf("forge: %s: %s: it presents no certificate", r.Place(), r.ID)
	}
	m := &minting{Forge: f, recipe: r, named: map[string]string{}, now: f.Now()}
	written := r.Steps
	if len(written) == 0 {
		written = []Step{{}}
	}
	var out []Presentation
	for i, w := range written {
		if w.Same && i > 0 {
			out = append(out, out[0])
			continue
		}
		p, _, err := m.present(w)
		if err != nil {
			return nil, fmt.Errorf("forge: %s: %s: step %d: %w", r.Place(), r.ID, i+1, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// Presentation is the last of a recipe's [Forge.Presentations].
func (f *Forge) Presentation(r *Recipe) (Presentation, error) {
	all, err := f.Presentations(r)
	if err != nil {
		return Presentation{}, err
	}
	return all[len(all)-1], nil
}

// present makes what is presented in a step, and gives the model that it was made from.
func (m *minting) present(w Step) (Presentation, tree, error) {
	model, after, err := m.chain(m.recipe)
	if err != nil {
		return Presentation{}, nil, err
	}
	if len(after)+len(w.After) > 0 {
		return Presentation{}, nil, errors.New("after: a certificate is edited under its own edit")
	}
	model = m.changed(model, w.Change)
	p, err := readPart[peer](m, model[partPeer])
	if err != nil {
		return Presentation{}, nil, fmt.Errorf("%s: %w", partPeer, err)
	}
	out := Presentation{Peer: vector.Peer{
		Certificates: [][]byte{}, Usage: m.recipe.Usage, ExpectTrustDomain: p.ExpectTrustDomain,
		ExpectIdentifier: p.ExpectIdentifier, Hostname: p.Hostname,
	}}
	if out.Version, err = tlsVersion(p.TLS); err != nil {
		return Presentation{}, nil, err
	}
	key, err := m.presentChain(&out, model)
	if err == nil && p.Key != "" {
		key, err = m.signerOf(p.Key)
	}
	out.Certificate = tls.Certificate{Certificate: out.Peer.Certificates, PrivateKey: key}
	return out, model, err
}

// presentChain makes the certificates that are sent, and gives the key of the leaf.
func (m *minting) presentChain(out *Presentation, model tree) (crypto.Signer, error) {
	chain, err := decode[[]string](model[partChain])
	if err != nil {
		return nil, fmt.Errorf("%s: %w", partChain, err)
	}
	c := &certificates{minting: m, model: model, done: map[string]*made{}}
	var leaf crypto.Signer
	for i, name := range chain {
		if slices.Contains([]string{partPeer, partChain, partRequest}, name) {
			return nil, fmt.Errorf("%s: %s is no certificate", partChain, name)
		}
		cert, err := c.get(name)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			leaf = cert.key.Signer
		}
		out.Peer.Certificates = append(out.Peer.Certificates, cert.der)
	}
	return leaf, nil
}

func (m *minting) signerOf(name string) (crypto.Signer, error) {
	key, err := m.Ring.Get(name)
	return key.Signer, err
}

func tlsVersion(text string) (uint16, error) {
	switch text {
	case "":
		return 0, nil
	case "1.2":
		return tls.VersionTLS12, nil
	case "1.3":
		return tls.VersionTLS13, nil
	}
	return 0, fmt.Errorf("tls: there is no version %q", text)
}

// peerStep makes a step of the mechanism mtls. Live it has with it the request that a client sends
// behind the handshake, or the call that makes a caller connect to the suite's server.
func (m *minting) peerStep(w Step) (vector.Step, error) {
	p, model, err := m.present(w)
	if err != nil {
		return vector.Step{}, err
	}
	step := vector.Step{Peer: &p.Peer}
	if !m.Live {
		return step, nil
	}
	if m.recipe.Usage == UsageServer {
		if step.Call, err = m.callOf(model); err == nil && m.recipe.Call == nil {
			step.Call.ExpectedPeer = p.Peer.ExpectIdentifier
		}
		return step, err
	}
	step.Request, err = m.request(model)
	return step, err
}
