package forge

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"net/netip"
	"strings"
)

// generalName is one name of a certificate, its kind and a text: {uri: wimse://trusted.example/a}.
type generalName map[string]string

// generalNames are the kinds of names (RFC 5280, Section 4.2.1.6). No text is questioned.
var generalNames = map[string]func(text string) ([]byte, error){
	"email": namedBy(1),
	"dns":   namedBy(2),
	"uri":   namedBy(6),
	// ip takes an address and, in name constraints, a network.
	"ip": ipName,
	// directory takes a common name.
	"directory": func(text string) ([]byte, error) { return der(derConstructed|4, commonName(text)), nil },
	// other takes an object identifier and a text behind a space.
	"other": otherName,
	// raw takes a whole name in hexadecimal.
	"raw": hexBytes,
}

func namedBy(tag byte) func(string) ([]byte, error) {
	return func(text string) ([]byte, error) { return der(derContext|tag, []byte(text)), nil }
}

func ipName(text string) ([]byte, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		return der(derContext|7, a.AsSlice()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return nil, fmt.Errorf("%q is no IP address or network", text)
	}
	mask := make([]byte, network.Addr().BitLen()/8)
	for i := range network.Bits() {
		mask[i/8] |= 0x80 >> (i % 8)
	}
	return der(derContext|7, network.Addr().AsSlice(), mask), nil
}

func otherName(text string) ([]byte, error) {
	number, value, _ := strings.Cut(text, " ")
	id, err := derOID(number)
	return der(derConstructed, id, der(derConstructed, der(asn1.TagUTF8String, []byte(value)))), err
}

// commonName writes a distinguished name of one common name, or an empty one.
func commonName(text string) []byte {
	if text == "" {
		return sequence()
	}
	name, err := asn1.Marshal(pkix.Name{CommonName: text}.ToRDNSequence())
	if err != nil {
		panic("forge: internal error: " + err.Error())
	}
	return name
}

// names writes names one behind the other.
func names(list []generalName) ([]byte, error) {
	var out []byte
	for _, n := range list {
		text, err := n.der()
		if err != nil {
			return nil, err
		}
		out = append(out, text...)
	}
	return out, nil
}

func (n generalName) der() ([]byte, error) {
	if len(n) != 1 {
		return nil, fmt.Errorf("a name is one kind and its text, not %v", map[string]string(n))
	}
	for kind, text := range n {
		write, known := generalNames[kind]
		if !known {
			return nil, fmt.Errorf("there is no kind of name %q", kind)
		}
		return write(text)
	}
	return nil, nil
}

// nameConstraints limit the names under an authority (RFC 5280, Section 4.2.1.10).
type nameConstraints struct {
	Permitted []generalName `json:"permitted"`
	Excluded  []generalName `json:"excluded"`
	// Plain leaves the extension not critical.
	Plain bool `json:"plain"`
}

func (c nameConstraints) der() ([]byte, error) {
	permitted, err := subtrees(0, c.Permitted)
	if err != nil {
		return nil, err
	}
	excluded, err := subtrees(1, c.Excluded)
	return sequence(permitted, excluded), err
}

func subtrees(tag byte, list []generalName) ([]byte, error) {
	var out []byte
	for _, n := range list {
		base, err := n.der()
		if err != nil {
			return nil, err
		}
		out = append(out, sequence(base)...)
	}
	if out == nil {
		return nil, nil
	}
	return der(derConstructed|tag, out), nil
}
