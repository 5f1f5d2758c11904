package forge_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/wimsespec/wimsespec/vectors/forge"
)

func TestPeerRecipesThatCannotBeMinted(t *testing.T) {
	for _, tc := range []struct{ change, want string }{
		{`{leaf: {key: nobody/tls}}`, `leaf: keys: no key "nobody/tls"`},
		{`{leaf: {sign_key: nobody/tls}}`, `leaf: keys: no key "nobody/tls"`},
		{`{leaf: {issuer: nobody}}`, `leaf: there is no certificate "nobody"`},
		{`{leaf: {issuer: leaf}}`, `leaf: leaf: it is its own issuer; say self`},
		{`{leaf: {issuer: intermediate}, intermediate: {issuer: intermediate-2}}`,
			`leaf: intermediate: intermediate-2: intermediate: it is its own issuer`},
		{`{leaf: {hash: sha3}}`, `leaf: no key of a *ecdsa.PrivateKey signs with sha3`},
		{`{leaf: {hash: md5}}`, `leaf: no key of a *ecdsa.PrivateKey signs with md5`},
		{`{leaf: {san: [{uri: a, dns: b}]}}`, `leaf: a name is one kind and its text`},
		{`{leaf: {san: [{url: a}]}}`, `leaf: there is no kind of name "url"`},
		{`{leaf: {san: [{ip: localhost}]}}`, `leaf: "localhost" is no IP address or network`},
		{`{leaf: {san: [{other: x y}]}}`, `leaf: "x" is no object identifier`},
		{`{leaf: {san: [{raw: xy}]}}`, `leaf: "xy" is not hexadecimal`},
		{`{leaf: {san_value: xy}}`, `leaf: "xy" is not hexadecimal`},
		{`{leaf: {eku: [tls]}}`, `leaf: there is no purpose "tls"`},
		{`{leaf: {key_usage: [tls]}}`, `leaf: there is no key usage "tls"`},
		{`{leaf: {extensions: [{oid: a, value: "00"}]}}`, `leaf: "a" is no object identifier`},
		{`{leaf: {extensions: [{oid: 1.2.3, value: "0"}]}}`, `leaf: "0" is not hexadecimal`},
		{`{leaf: {name_constraints: {permitted: [{}]}}}`, `leaf: a name is one kind and its text`},
		{`{leaf: {name_constraints: {excluded: [{x: y}]}}}`, `leaf: there is no kind of name "x"`},
		{`{leaf: {not_after: tomorrow}}`, `leaf: json: cannot unmarshal string`},
		{`{leaf: {names: []}}`, `leaf: json: unknown field "names"`},
		{`{leaf: {edit: [{flip: certificate}]}}`, `leaf: no edit "flip" of "certificate" on a certificate`},
		{`{leaf: {edit: [{drop: certificate}]}}`, `leaf: no edit "drop" of "certificate" on a certificate`},
		{`{leaf: {edit: [{append: certificate}]}}`, `leaf: edit append: there are no bytes to put in`},
		{`{leaf: {edit: [{replace: certificate, to: xy}]}}`, `leaf: "xy" is not hexadecimal`},
		{`{chain: [leaf, nobody]}`, `there is no certificate "nobody"`},
		{`{chain: [peer]}`, `chain: peer is no certificate`},
		{`{chain: leaf}`, `chain: json: cannot unmarshal string`},
		{`{peer: {usage: client}}`, `peer: json: unknown field "usage"`},
		{`{peer: {key: nobody/tls}}`, `keys: no key "nobody/tls"`},
		{`{peer: {tls: "1.1"}}`, `tls: there is no version "1.1"`},
		{`{peer: {expect_identifier: "${nothing}"}}`, `peer: expect_identifier: there is no expression ${nothing}`},
	} {
		mintRefuses(t, client+"  change: "+tc.change+"\n", tc.want)
	}
	mintRefuses(t, client+"  after: [{remove: header.X}]\n", "after: a certificate is edited under its own edit")
}

func readRefuses(t *testing.T, text, want string) {
	t.Helper()
	_, err := forge.Read(fstest.MapFS{"r.yaml": {Data: []byte(text)}})
	if err == nil || !strings.HasPrefix(err.Error(), "forge: r.yaml:1: ") || !strings.Contains(err.Error(), want) {
		t.Errorf("%s: the error is %v", text, err)
	}
}
