package forge

import (
	"crypto/sha256"
	"encoding/asn1"
	"fmt"
	"math/big"
)

// extension is one extension as a recipe writes it, behind those that have words of their own.
type extension struct {
	OID      string `json:"oid"`
	Critical bool   `json:"critical"`
	// Value is the contents of the extension in hexadecimal.
	Value string `json:"value"`
}

func (e extension) der() ([]byte, error) {
	value, err := hexBytes(e.Value)
	if err != nil {
		return nil, err
	}
	return extensionOf(e.OID, e.Critical, value)
}

func extensionOf(oid string, critical bool, value []byte) ([]byte, error) {
	id, err := derOID(oid)
	if err != nil {
		return nil, err
	}
	mark := []byte(nil)
	if critical {
		mark = derTrue()
	}
	return sequence(id, mark, der(derOctetString, value)), nil
}

// keyUsages gives the bits of the key usage (RFC 5280, Section 4.2.1.3), from the first on.
var keyUsages = map[string]int{
	"digitalSignature": 0, "contentCommitment": 1, "keyEncipherment": 2, "dataEncipherment": 3,
	"keyAgreement": 4, "keyCertSign": 5, "cRLSign": 6,
}

func keyUsageBits(usages []string) ([]byte, error) {
	bits, last := byte(0), 0
	for _, u := range usages {
		at, known := keyUsages[u]
		if !known {
			return nil, fmt.Errorf("there is no key usage %q", u)
		}
		bits |= 0x80 >> at
		last = max(last, at)
	}
	return derBits([]byte{bits}, 7-last), nil
}

// purposes gives the extended key usages by their names (RFC 5280, Section 4.2.1.12).
var purposes = map[string]string{
	"serverAuth": "1.3.6.1.5.5.7.3.1", "clientAuth": "1.3.6.1.5.5.7.3.2",
	"codeSigning": "1.3.6.1.5.5.7.3.3", "emailProtection": "1.3.6.1.5.5.7.3.4", "any": "2.5.29.37.0",
}

// purposeList takes names and, for others, object identifiers.
func purposeList(list []string) ([]byte, error) {
	var out []byte
	for _, name := range list {
		number, known := purposes[name]
		if !known {
			number = name
		}
		id, err := derOID(number)
		if err != nil {
			return nil, fmt.Errorf("there is no purpose %q", name)
		}
		out = append(out, id...)
	}
	return sequence(out), nil
}

func basicConstraints(isCA bool, pathLength *int) []byte {
	var out [][]byte
	if isCA {
		out = append(out, derTrue())
	}
	if pathLength != nil {
		out = append(out, derNumber(big.NewInt(int64(*pathLength))))
	}
	return sequence(out...)
}

// keyID is the identifier of a public key by the first method of RFC 7093, Section 2.
func keyID(spki []byte) []byte {
	var key struct {
		Algorithm asn1.RawValue
		Bits      asn1.BitString
	}
	if _, err := asn1.Unmarshal(spki, &key); err != nil {
		panic("forge: internal error: " + err.Error())
	}
	sum := sha256.Sum256(key.Bits.Bytes)
	return sum[:20]
}
