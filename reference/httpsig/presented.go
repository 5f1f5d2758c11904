package httpsig

import (
	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// Presented says whether a message carries a signature that says by its tag that it is one of this
// profile. What cannot be parsed says nothing.
func Presented(p *spec.Profile, fields message.Fields) bool {
	return tagged(p.HTTPSig(), fields) != nil
}

// tagged gives the signature with the tag of the revision, paired or not; of several the one with
// its label, or the first.
func tagged(facts spec.HTTPSig, fields message.Fields) *signature {
	inputs, err := httpsfv.UnmarshalDictionary(fields.Values(inputField))
	if err != nil {
		return nil
	}
	var found *signature
	for _, label := range inputs.Names() {
		member, _ := inputs.Get(label)
		list, ok := member.(httpsfv.InnerList)
		if !ok {
			continue
		}
		g := &signature{label: label, list: list}
		if tag, _ := g.text("tag"); tag == facts.Tag && (found == nil || label == facts.Label) {
			found = g
		}
	}
	return found
}

// asksForSignature says whether the signature of a request asks for a signed response.
func asksForSignature(facts spec.HTTPSig, req *message.Request) bool {
	if req == nil || facts.SignResponse == "" {
		return false
	}
	g := tagged(facts, req.Fields)
	return g != nil && g.parameter(facts.SignResponse) == true
}

// nonceOf gives the nonce of the signature of a request; empty where there is none.
func nonceOf(facts spec.HTTPSig, req *message.Request) string {
	if req == nil {
		return ""
	}
	g := tagged(facts, req.Fields)
	if g == nil {
		return ""
	}
	nonce, _ := g.text("nonce")
	return nonce
}
