package forge

import (
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// request makes the request that carries the sealed tokens in the fields of the profile.
func (m *minting) request(model tree) (*message.Request, error) {
	expanded, err := m.expand(model["request"])
	if err != nil {
		return nil, err
	}
	r, err := decode[request](expanded)
	if err != nil {
		return nil, err
	}
	req := &message.Request{Method: r.Method, URL: m.URL, Body: []byte(r.Body)}
	if m.body != nil {
		req.Body = m.body
	}
	if r.Query != "" {
		req.URL += "?" + r.Query
	}
	m.carry(req)
	for _, f := range r.Fields {
		if len(f) != 2 {
			return nil, fmt.Errorf("fields: %q is not a name and a value", f)
		}
		req.Fields = append(req.Fields, message.Field{f[0], f[1]})
	}
	return req, nil
}

// carry puts the WIT and the proof into their fields.
func (m *minting) carry(req *message.Request) {
	wpt := m.Profile.WPT()
	if t, ok := m.tokens["wit"]; ok {
		req.Fields = append(req.Fields, message.Field{m.Profile.WIT().Field, t})
	}
	if t, ok := m.tokens["wpt"]; ok {
		if wpt.Scheme != "" {
			t = wpt.Scheme + " " + t
		}
		req.Fields = append(req.Fields, message.Field{wpt.Field, t})
	}
}

// identifierStep makes a step out of the model's identifier, and other where it has one.
func (m *minting) identifierStep(model tree) (vector.Step, error) {
	var step vector.Step
	for name, into := range map[string]**string{"identifier": &step.Identifier, "other": &step.Other} {
		v, there := model[name]
		if !there {
			continue
		}
		x, err := m.expand(v)
		if err != nil {
			return step, err
		}
		text := fmt.Sprint(x)
		*into = &text
	}
	if step.Identifier == nil {
		return step, errors.New("change: there is no identifier")
	}
	return step, nil
}

// selfSigned makes a certificate that vouches for itself.
func selfSigned(key crypto.Signer, now int64) ([]byte, error) {
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "attacker"},
		NotBefore: time.Unix(now, 0), NotAfter: time.Unix(now, 0).Add(24 * time.Hour),
	}
	return x509.CreateCertificate(nil, t, t, key.Public(), key)
}
