package signbase

import (
	"encoding/json"
	"slices"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

// Made is [Of] for a message that carries a WIT whose key can be read, or none: the WIT itself
// is not verified, because here a signature is explained and not accepted.
func Made(p *spec.Profile, m httpsig.Message) Bases {
	fields := message.Fields(nil)
	switch {
	case m.Response != nil:
		fields = m.Response.Fields
	case m.Request != nil:
		fields = m.Request.Fields
	}
	return Of(p, m, KeyOf(p, fields))
}

// KeyOf gives the confirmation key of the WIT in some fields (RFC 7800, Section 3.2); nil where
// there is no single WIT, or no public key that can be read in it.
func KeyOf(p *spec.Profile, fields message.Fields) *jose.Key {
	values := fields.Values(p.WIT().Field)
	if len(values) != 1 || len(values[0]) > maxSigned {
		return nil
	}
	t, err := jose.Parse(values[0])
	if err != nil {
		return nil
	}
	cnf, _ := t.Claims.Members["cnf"].(map[string]any)
	raw, err := json.Marshal(cnf["jwk"])
	if err != nil {
		return nil
	}
	key, err := jose.ParseKey(raw)
	if err != nil || len(algorithms(key)) == 0 {
		return nil
	}
	return &key
}

// algorithms are those with which a key may have signed: the one that it names, or those that
// fit it.
func algorithms(key jose.Key) []string {
	names := jose.Algorithms()
	if key.Algorithm != "" {
		names = []string{key.Algorithm}
	}
	return slices.DeleteFunc(names, func(alg string) bool {
		return !jose.IsSignature(alg) || key.Fits(alg) != nil
	})
}
