package forge

import (
	"encoding/base64"
	"strconv"
	"strings"
)

func (m *minting) sealToken(name string, part any) (string, error) {
	expanded, err := m.expand(part)
	if err != nil {
		return "", err
	}
	t, err := tokenOf(expanded)
	if err != nil {
		return "", err
	}
	m.claims[name] = t.Claims
	s, err := m.sign(t)
	if err != nil {
		return "", err
	}
	if err := s.edit(t.Edit, m.tokens); err != nil {
		return "", err
	}
	if s.body != nil {
		m.body = s.body
	}
	return s.text(), nil
}

func (m *minting) sign(t token) (*sealed, error) {
	header, err := t.text(t.Header, t.HeaderText, t.HeaderFirst, t.HeaderLast)
	if err != nil {
		return nil, err
	}
	claims, err := t.text(t.Claims, t.ClaimsText, t.ClaimsFirst, t.ClaimsLast)
	if err != nil {
		return nil, err
	}
	claims = t.disguise(claims)
	enc := base64.RawURLEncoding.EncodeToString
	input := enc([]byte(header)) + "." + enc([]byte(claims))
	if t.Sign == "" {
		t.Sign, _ = t.Header["alg"].(string)
	}
	signature, err := m.signature(t, input)
	return &sealed{parts: append(strings.Split(input, "."), enc(signature))}, err
}

// signature makes a signature, or takes the one that was made for the same input before.
func (m *minting) signature(t token, input string) ([]byte, error) {
	memo := t.Key + " " + t.Sign + " " + input
	if s, ok := m.wits.Load(memo); ok {
		return s.([]byte), nil
	}
	m.made.Add(t.Sign)
	s, err := Sign(m.Ring, t.Key, t.Sign, input)
	if _, isWIT := t.Claims["cnf"]; isWIT {
		m.wits.Store(memo, s)
	}
	return s, err
}

// disguise makes of the claims what is no JSON object any more.
func (t token) disguise(claims string) string {
	switch {
	case t.ClaimsWrap != "":
		return strings.Replace(t.ClaimsWrap, "$", claims, 1)
	case t.ClaimsQuote:
		return strconv.Quote(claims)
	case t.ClaimsByte:
		return claims[:len(claims)-1] + ",\"odd\":\"\xff\"}"
	}
	return claims
}

// text writes an object as the recipe wants it.
func (t token) text(o tree, whole, first, last string) (string, error) {
	if whole != "" {
		return whole, nil
	}
	text, err := jsonText(o)
	if err != nil {
		return "", err
	}
	if first != "" {
		text = "{" + first + "," + text[1:]
	}
	if last != "" {
		text = text[:len(text)-1] + "," + last + "}"
	}
	return text, nil
}
