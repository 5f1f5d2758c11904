package wpt

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// bend is one fault of the maker: what a caller does that does not keep to a requirement. Its name
// is the ID with ":caller" behind it.
type bend struct {
	id  string
	run func(*draft)
}

// MakerFaults lists the faults that a maker offers.
func MakerFaults() []string {
	var names []string
	for _, b := range slices.Concat(witBends, claimBends, fieldBends) {
		names = append(names, b.id+":caller")
	}
	return append(names, "WPT-OTH-REPEATED:caller")
}

func (d *draft) apply(bends []bend) error {
	for _, b := range bends {
		if d.Faults.On(b.id + ":caller") {
			b.run(d)
		}
	}
	return nil
}

func bendWIT(d *draft) error    { return d.apply(witBends) }
func bendClaims(d *draft) error { return d.apply(claimBends) }
func bendFields(d *draft) error { return d.apply(fieldBends) }

// witBends change the WIT before the proof is bound to it.
var witBends = []bend{
	{"WIT-HDR-ABNF", func(d *draft) { d.wit += "=" }},
	{"WIT-SENT-VALID", func(d *draft) { d.wit = spoilt(d.wit) }},
}

// fieldBends change the fields behind the signature.
var fieldBends = []bend{
	{"WPT-ALG-ASYMMETRIC", func(d *draft) {
		parts := strings.Split(d.proof, ".")
		parts[0], parts[2] = encode([]byte(`{"alg":"none","typ":"`+d.facts.Typ+`"}`)), ""
		d.swapProof(strings.Join(parts, "."))
	}},
	{"WPT-SIG-VALID", func(d *draft) { d.swapProof(spoilt(d.proof)) }},
	{"WPT-JWT-WELLFORMED", func(d *draft) { d.swapProof(d.proof + "=") }},
	{"WPT-HEADER-UNIQUE", func(d *draft) { d.resign(0, `"typ":"`+d.facts.Typ+`"`) }},
	{"WPT-CLAIMS-UNIQUE", func(d *draft) { d.resign(1, fmt.Sprintf(`"jti":%q`, d.claims["jti"])) }},
	{"WPT-AUTHZ-SCHEME", func(d *draft) { d.replaceProof("Bearer " + d.proof) }},
	{"WPT-TOKEN68", func(d *draft) { d.replaceProof(d.fields[1].Value() + `, realm="orders"`) }},
	{"WPT-HDR-LEGACY", func(d *draft) {
		d.fields[1] = message.Field{authorization, scheme + " " + d.proof}
	}},
	{"WPT-AUTHZ-SENDER-ONE", func(d *draft) {
		if !d.req.Fields.Has(authorization) {
			d.fields = append(d.fields, message.Field{authorization, "Bearer " + randomText(24)})
		}
	}},
	{"WIT-HDR-NAME", func(d *draft) { d.fields[0][0] = "X-" + d.fields[0].Name() }},
	{"WIT-HDR-SENDER-ONE", func(d *draft) { d.fields = append(d.fields, d.fields[0]) }},
	{"WPT-HDR-SENDER-ONE", func(d *draft) { d.fields = append(d.fields, d.fields[1]) }},
	{"WIT-NO-BEARER", func(d *draft) {
		if d.facts.Scheme != "" {
			d.replaceProof("Bearer " + d.wit)
			return
		}
		d.fields = append(d.fields, message.Field{authorization, "Bearer " + d.wit})
	}},
	{"WIT-POP-REQUIRED", func(d *draft) { d.fields = slices.Delete(d.fields, 1, 2) }},
}

func (d *draft) replaceProof(value string) { d.fields[1][1] = value }

// swapProof puts another token where the proof stands.
func (d *draft) swapProof(token string) {
	d.replaceProof(strings.Replace(d.fields[1].Value(), d.proof, token, 1))
}

// spoilt is a token with a signature that is not its own.
func spoilt(token string) string {
	i := strings.LastIndexByte(token, '.')
	sig, err := base64.RawURLEncoding.DecodeString(token[i+1:])
	if err != nil || len(sig) == 0 {
		return token
	}
	sig[len(sig)/2] ^= 1
	return token[:i+1] + encode(sig)
}

// resign puts a member at the front of the header (part 0) or the claims (part 1), where it stands
// a second time, and signs the whole again.
func (d *draft) resign(part int, member string) {
	parts := strings.Split(d.proof, ".")
	text, err := base64.RawURLEncoding.DecodeString(parts[part])
	if err != nil {
		panic("wpt: internal error: " + err.Error())
	}
	parts[part] = encode([]byte("{" + member + "," + string(text[1:])))
	input := parts[0] + "." + parts[1]
	if sig, err := d.key.Sign(input); err == nil { // it has signed before
		d.swapProof(input + "." + encode(sig))
	}
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
