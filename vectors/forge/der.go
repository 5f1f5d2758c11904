package forge

import (
	"encoding/asn1"
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Tags of DER (ITU-T X.690) that encoding/asn1 does not name, or only by their numbers.
const (
	derBoolean     = 0x01
	derInteger     = 0x02
	derBitString   = 0x03
	derOctetString = 0x04
	derSequence    = 0x30
	derUTCTime     = 0x17
	derGeneralized = 0x18
	derContext     = 0x80 // and the number, of a primitive value
	derConstructed = 0xa0 // and the number, of a constructed one
)

// der writes a value: its tag, its length, and its contents one behind the other. Nothing is
// questioned, so that certificates which no library would make can be made.
func der(tag byte, contents ...[]byte) []byte {
	var body []byte
	for _, c := range contents {
		body = append(body, c...)
	}
	out := []byte{tag}
	if n := len(body); n < 0x80 {
		out = append(out, byte(n))
	} else {
		length := big.NewInt(int64(n)).Bytes()
		out = append(append(out, 0x80|byte(len(length))), length...)
	}
	return append(out, body...)
}

func sequence(contents ...[]byte) []byte { return der(derSequence, contents...) }

func derTrue() []byte { return der(derBoolean, []byte{0xff}) }

// derNumber writes a number that is not negative.
func derNumber(n *big.Int) []byte {
	b := n.Bytes()
	if len(b) == 0 || b[0]&0x80 != 0 {
		b = append([]byte{0}, b...)
	}
	return der(derInteger, b)
}

// derOID writes an object identifier that is given in dots.
func derOID(text string) ([]byte, error) {
	var id asn1.ObjectIdentifier
	for part := range strings.SplitSeq(text, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, fmt.Errorf("%q is no object identifier", text)
		}
		id = append(id, n)
	}
	return asn1.Marshal(id)
}

// derTime writes a moment in the form for its year (RFC 5280, Section 4.1.2.5).
func derTime(seconds int64) []byte {
	at := time.Unix(seconds, 0).UTC()
	if at.Year() < 2050 {
		return der(derUTCTime, []byte(at.Format("060102150405Z")))
	}
	return der(derGeneralized, []byte(at.Format("20060102150405Z")))
}

// derBits writes a string of bits, of which the last unused ones do not count.
func derBits(bits []byte, unused int) []byte {
	return der(derBitString, []byte{byte(unused)}, bits)
}

// hexBytes reads what recipes write in hexadecimal.
func hexBytes(text string) ([]byte, error) {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		return nil, fmt.Errorf("%q is not hexadecimal", text)
	}
	return b, nil
}
