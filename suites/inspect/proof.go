package inspect

import (
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// proof is a Workload Proof Token that could be read, with the request that carries it.
type proof struct {
	*sent
	*jose.Token
	// witText and wit are the WIT beside it; wit is nil where it cannot be read.
	witText string
	wit     *jose.Token
}

// proved looks at the proof of a request that has one.
func proved(look func(*proof) error) func(*sent) error {
	return func(s *sent) error {
		p := s.proof()
		if p == nil {
			s.unseen = unless(!s.usesWPT(), "there is no proof that can be read")
			return nil
		}
		return look(p)
	}
}

func (s *sent) proof() *proof {
	t := s.proofToken()
	if t == nil {
		return nil
	}
	p := &proof{sent: s, Token: t}
	p.witText, p.wit = witOf(s.Profile, s.req.Fields)
	return p
}

// proofToken is the proof by itself, for checks to which the WIT beside it says nothing.
func (s *sent) proofToken() *jose.Token {
	text := s.credentials()
	if text == "" || !s.usesWPT() {
		return nil
	}
	t, err := parse(text)
	if err != nil {
		return nil
	}
	return t
}

// unsuited says that a name is that of no asymmetric signature.
func unsuited(alg string) bool {
	return alg == "none" || jose.IsSymmetric(alg) || jose.IsEncryption(alg)
}

func (p *proof) asymmetric() error {
	if alg := p.Algorithm(); unsuited(alg) {
		return fmt.Errorf("alg %s is no asymmetric signature algorithm", short(alg))
	}
	return nil
}

// algorithmOfKey: draft-ietf-wimse-wpt-02, Section 2.
func (p *proof) algorithmOfKey() error {
	key, ok := confirmation(p.wit)
	if !ok || key.Algorithm == "" || unsuited(p.Algorithm()) || p.Algorithm() == key.Algorithm {
		return nil
	}
	return fmt.Errorf("alg %s is not the key's %s", short(p.Algorithm()), short(key.Algorithm))
}

// algorithmSuitsKey: draft-ietf-wimse-s2s-protocol-03, Section 4.2.
func (p *proof) algorithmSuitsKey() error {
	key, ok := confirmation(p.wit)
	if !ok || unsuited(p.Algorithm()) {
		return nil
	}
	return key.Fits(p.Algorithm())
}

func (p *proof) typ() error {
	if want := p.Profile.WPT().Typ; !jose.Conveys(p.Header, want) {
		return fmt.Errorf("typ %s does not convey %s", short(p.Header.Members["typ"]), want)
	}
	return nil
}

// signature: the proof shows possession of the confirmation key (draft-ietf-wimse-wpt-02, Section 2).
// A name of an algorithm that does not suit the key is another check's business.
func (p *proof) signature() error {
	key, ok := confirmation(p.wit)
	if !ok || !jose.IsSignature(p.Algorithm()) || key.Fits(p.Algorithm()) != nil {
		return nil
	}
	if !verifies(p.Algorithm(), key, p.SigningInput, p.Signature) {
		return errors.New("its signature does not verify under the confirmation key")
	}
	return nil
}
