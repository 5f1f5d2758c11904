package httpsig

import (
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"slices"

	"github.com/dunglas/httpsfv"
)

// finish bends the draft where faults are on, and signs it.
func (d *draft) finish(role string) error {
	d.bendAll(role)
	input, value, err := d.sign(d.label, d.params)
	if err != nil {
		return err
	}
	if d.second != "" {
		other := d.params
		other.Add("tag", "another-protocol")
		input2, value2, err := d.sign(d.second, other)
		if err != nil {
			return err
		}
		// With one label twice the last counts, so that the good one stands there.
		input, value = input2+", "+input, value2+", "+value
	}
	d.set(inputField, input)
	d.set(signatureField, value)
	return nil
}

// sign makes the values of the two fields for one signature.
func (d *draft) sign(label string, params *httpsfv.Params) (input, value string, err error) {
	items, err := d.items()
	if err != nil {
		return "", "", err
	}
	g := &signature{list: httpsfv.InnerList{Items: items, Params: params}}
	base, err := g.base(d.msg, d.how)
	if err != nil {
		return "", "", fmt.Errorf("httpsig: %w", err)
	}
	written, err := httpsfv.Marshal(g.list)
	if err != nil {
		return "", "", fmt.Errorf("httpsig: %w", err)
	}
	signed, err := d.bytes(base)
	if err != nil {
		return "", "", err
	}
	value = "=:" + base64.StdEncoding.EncodeToString(signed) + ":"
	if d.unpaired {
		return label + "=" + written, "other" + value, nil
	}
	return label + "=" + written, label + value, nil
}

// items lists what is covered: the derived components, and of the fields those that are there.
func (d *draft) items() ([]httpsfv.Item, error) {
	var out []httpsfv.Item
	for _, text := range slices.Concat(d.components, d.optional) {
		c, err := ParseComponent(text)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(d.optional, text) || d.fields.Has(text) {
			out = append(out, c.item)
		}
	}
	return out, nil
}

// bytes makes the signature.
func (d *draft) bytes(base string) ([]byte, error) {
	signed, err := d.Key.Sign(base)
	switch {
	case err != nil:
		return nil, err
	case d.tampered:
		signed[len(signed)/2] ^= 1
	case d.der:
		half := len(signed) / 2
		return asn1.Marshal(struct{ R, S *big.Int }{
			new(big.Int).SetBytes(signed[:half]), new(big.Int).SetBytes(signed[half:]),
		})
	}
	return signed, nil
}
