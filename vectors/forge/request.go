package forge

import (
	"cmp"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// request makes the request that carries the sealed tokens in the fields of the profile.
func (m *minting) request(model tree) (*message.Request, error) {
	r, err := readPart[request](m, model["request"])
	if err != nil {
		return nil, err
	}
	req := &message.Request{Method: r.Method, URL: m.URL + r.Path, Body: []byte(r.Body)}
	if m.body != nil {
		req.Body = m.body
	}
	if r.Query != "" {
		req.URL += "?" + r.Query
	}
	m.carry(req)
	if err := addFields(&req.Fields, r.Fields); err != nil {
		return nil, err
	}
	m.addSignatureFields(req, r, model)
	return req, m.addDigest(&req.Fields, req.Body, r.Digest, m.signs(model))
}

// addSignatureFields puts in the fields that some revisions have beside a signature: the one that
// names the recipient, and the one that asks for a signed response where no parameter does.
func (m *minting) addSignatureFields(req *message.Request, r request, model tree) {
	facts := m.Profile.HTTPSig()
	if facts.AudienceField != "" && m.signs(model) && r.Audience != "none" {
		req.Fields = append(req.Fields, message.Field{facts.AudienceField, cmp.Or(r.Audience, m.Audience)})
	}
	if r.AskSigned && facts.SignResponse == "" {
		var items []string
		for _, name := range append(slices.Clone(facts.Response), facts.ResponseFields...) {
			bare, params, _ := strings.Cut(name, ";")
			if params != "" {
				params = ";" + params
			}
			items = append(items, `"`+bare+`"`+params)
		}
		wish := "wimse=(" + strings.Join(items, " ") + `);created;expires;tag="` + facts.Tag + `"`
		req.Fields = append(req.Fields, message.Field{"Accept-Signature", wish})
	}
}

// addFields puts name and value pairs behind the fields.
func addFields(fields *message.Fields, pairs [][]string) error {
	for _, f := range pairs {
		if len(f) != 2 {
			return fmt.Errorf("fields: %q is not a name and a value", f)
		}
		*fields = append(*fields, message.Field{f[0], f[1]})
	}
	return nil
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
