package mtls

import (
	"encoding/asn1"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
	"unicode"

	"crypto/x509/pkix"
)

// The kinds of a GeneralName (RFC 5280, Section 4.2.1.6), by their tags.
const (
	nameOther     = 0
	nameEmail     = 1
	nameDNS       = 2
	nameDirectory = 4
	nameURI       = 6
	nameIP        = 7
	nameLast      = 8
)

// generalName is one subject alternative name.
type generalName struct {
	kind  int
	value string
}

// readNames reads the value of an extension with subject alternative names.
func readNames(der []byte) ([]generalName, error) {
	var list []asn1.RawValue
	rest, err := asn1.Unmarshal(der, &list)
	if err != nil || len(rest) > 0 {
		return nil, errors.New("its subject alternative names cannot be read")
	}
	if len(list) == 0 {
		return nil, errors.New("its subject alternative names are an empty list")
	}
	var names []generalName
	for _, raw := range list {
		n := generalName{raw.Tag, string(raw.Bytes)}
		if raw.Class != asn1.ClassContextSpecific || raw.Tag > nameLast || !n.wellFormed(raw.IsCompound) {
			return nil, errors.New("a subject alternative name cannot be read")
		}
		names = append(names, n)
	}
	return names, nil
}

// wellFormed says whether the bytes of a name are of its kind: text is IA5String, an address has 4
// or 16 bytes.
func (n generalName) wellFormed(compound bool) bool {
	switch n.kind {
	case nameEmail, nameDNS, nameURI:
		ascii := strings.IndexFunc(n.value, func(r rune) bool { return r > unicode.MaxASCII }) < 0
		return !compound && ascii && n.value != ""
	case nameIP:
		return !compound && (len(n.value) == net.IPv4len || len(n.value) == net.IPv6len)
	}
	return true
}

// namesOf gives the names of a kind, in order.
func (c *certificate) namesOf(kind int) []string {
	var out []string
	for _, n := range c.names {
		if n.kind == kind {
			out = append(out, n.value)
		}
	}
	return out
}

// comparableName brings a distinguished name into a form in which it is compared: without regard to
// case, and to how much space stands between words (RFC 5280, Section 7.1).
func comparableName(der []byte) string {
	var sequence pkix.RDNSequence
	if rest, err := asn1.Unmarshal(der, &sequence); err != nil || len(rest) > 0 {
		return string(der)
	}
	var out []string
	for _, set := range sequence {
		var parts []string
		for _, a := range set {
			text := strings.ToLower(strings.Join(strings.Fields(fmt.Sprint(a.Value)), " "))
			parts = append(parts, fmt.Sprintf("%s=%q", a.Type, text))
		}
		slices.Sort(parts)
		out = append(out, strings.Join(parts, "+"))
	}
	return strings.Join(out, ",")
}

// hostOf gives the host of a URI where it is a name: a URI without authority, or with an address in
// it, has none.
func hostOf(uri string) (string, bool) {
	_, rest, found := strings.Cut(uri, ":")
	authority, hasAuthority := strings.CutPrefix(rest, "//")
	if !found || !hasAuthority {
		return "", false
	}
	if i := strings.IndexAny(authority, "/?#"); i >= 0 {
		authority = authority[:i]
	}
	host := authority[strings.LastIndexByte(authority, '@')+1:]
	if strings.HasPrefix(host, "[") {
		return "", false
	}
	host, _, _ = strings.Cut(host, ":")
	_, err := netip.ParseAddr(host)
	return strings.ToLower(host), host != "" && err != nil
}

// matchesHost says whether a DNS name of a certificate is the name that a client connects by: label
// by label without regard to case, where the first label may be a wildcard as a whole (RFC 9525,
// Section 6.3).
func matchesHost(presented, host string) bool {
	p, h := labels(presented), labels(host)
	if len(p) != len(h) || slices.Contains(h, "") || strings.Contains(host, "*") {
		return false
	}
	if p[0] == "*" && len(p) > 1 {
		return slices.Equal(p[1:], h[1:])
	}
	return slices.Equal(p, h)
}

func labels(name string) []string {
	return strings.Split(strings.TrimSuffix(strings.ToLower(name), "."), ".")
}

// isHost says whether a text is a DNS name as a certificate has it, perhaps with a wildcard for its
// first label.
func isHost(name string) bool {
	rest := strings.TrimPrefix(name, "*.")
	if rest == "" || len(name) > 253 || strings.HasSuffix(name, ".") {
		return false
	}
	return !slices.ContainsFunc(strings.Split(rest, "."), func(label string) bool {
		return label == "" || len(label) > 63 || strings.Trim(label, hostCharacters) != "" ||
			strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-")
	})
}

const hostCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
