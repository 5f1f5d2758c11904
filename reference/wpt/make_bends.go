package wpt

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// claimBends change what is signed.
var claimBends = []bend{
	{"WPT-ALG-MATCH", otherAlgorithm},
	{"WIT-CNF-ALG-BINDS-POP", otherAlgorithm},
	{"WPT-ALG-CORRESPOND", foreignAlgorithm},
	{"WPT-TYP", func(d *draft) { d.header["typ"] = "JWT" }},
	{"WPT-TYP-LEGACY", func(d *draft) { d.header["typ"] = "JWT" }},
	{"WPT-ISS-LEGACY", without("iss")},
	{"WPT-AUD-PRESENT", without("aud")},
	{"WPT-AUD-TARGET", func(d *draft) { d.claims["aud"] = d.audience + "?x=1" }},
	{"WPT-EXP-PRESENT", without("exp")},
	{"WPT-TIME-LIMIT", func(d *draft) { d.claims["exp"] = d.now().Add(-time.Hour).Unix() }},
	{"WIT-POP-TIME-LIMIT", without("exp")},
	{"WPT-EXP-NUMERIC", func(d *draft) { d.claims["exp"] = fmt.Sprint(d.expiry()) }},
	{"WPT-EXP-SHORT", func(d *draft) { d.claims["exp"] = d.now().Add(7 * 24 * time.Hour).Unix() }},
	{"WPT-JTI-PRESENT", without("jti")},
	{"WPT-JTI-UNIQUE", func(d *draft) { d.claims["jti"] = randomText(3) }},
	{"WPT-JTI-ENTROPY", func(d *draft) { d.claims["jti"] = randomText(9) }},
	{"WPT-JTI-SENDER-UNIQUE", func(d *draft) { d.claims["jti"] = "the only one of this sender" }},
	{"WPT-WTH-PRESENT", without("wth")},
	{"WPT-WTH-MATCH", rehash("wth", func(d *draft) string { return Hash(d.wit + " ") })},
	{"WPT-ATH-LEGACY", without("ath")},
	{"WPT-ATH-REMOVED", func(d *draft) { d.claims["ath"] = Hash("an access token") }},
	{"WPT-TTH-PRESENT", without("tth")},
	{"WPT-TTH-FORMAT", rehash("tth", func(d *draft) string {
		return hexHash(d.req.Fields.Values("Txn-Token")[0])
	})},
	{"WPT-OTH-PRESENT", without("oth")},
	{"WPT-OTH-OBJECT", othString},
	{"WPT-OTH-STRING-LEGACY", othObject},
	{"WPT-OTH-KEY-LOWER", renameOthers},
	{"WPT-OTH-VALUE", hexOthers},
}

func without(claim string) func(*draft) {
	return func(d *draft) { delete(d.claims, claim) }
}

// rehash replaces a claim that is there.
func rehash(claim string, hash func(*draft) string) func(*draft) {
	return func(d *draft) {
		if _, there := d.claims[claim]; there {
			d.claims[claim] = hash(d)
		}
	}
}

func hexHash(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// otherAlgorithm makes the proof under a second name that suits the key, or names one that does not
// where there is no second.
func otherAlgorithm(d *draft) {
	if alg, there := secondNames[d.key.Algorithm]; there {
		d.key.Algorithm, d.header["alg"] = alg, alg
		return
	}
	foreignAlgorithm(d)
}

var secondNames = map[string]string{
	"EdDSA": "Ed25519", "Ed25519": "EdDSA", "PS256": "RS256", "RS256": "PS256",
}

// foreignAlgorithm names an algorithm of another kind of key.
func foreignAlgorithm(d *draft) {
	d.header["alg"] = "ES384"
	if d.key.Algorithm == "ES384" {
		d.header["alg"] = "ES256"
	}
}

func othString(d *draft) {
	members, _ := d.claims["oth"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		d.claims["oth"] = members[name]
		return
	}
}

func othObject(d *draft) {
	if hash, ok := d.claims["oth"].(string); ok {
		d.claims["oth"] = map[string]any{d.otherFields()[0]: hash}
	}
}

func renameOthers(d *draft) {
	members, _ := d.claims["oth"].(map[string]any)
	for name, hash := range maps.Clone(members) {
		delete(members, name)
		members[strings.ToUpper(name)] = hash
	}
}

func hexOthers(d *draft) {
	members, _ := d.claims["oth"].(map[string]any)
	for name := range members {
		members[name] = hexHash(strings.Trim(d.req.Fields.Values(name)[0], " "))
	}
}
