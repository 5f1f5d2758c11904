package wpt

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// cover adds the hashes of the other tokens in the request (wpt-02, Section 2).
func cover(d *draft) error {
	if token := (&state{req: d.req}).accessToken(); d.facts.AccessTokenHash && token != "" {
		d.claims["ath"] = Hash(token)
	}
	switch tokens := d.req.Fields.Values("Txn-Token"); len(tokens) {
	case 0:
	case 1:
		d.claims["tth"] = Hash(tokens[0])
	default:
		return fmt.Errorf("wpt: the request has %d Txn-Token fields", len(tokens))
	}
	return coverOthers(d)
}

// coverOthers adds oth: a member for each token, or the hash of the only one where the revision has
// room for one.
func coverOthers(d *draft) error {
	hashes, err := d.others()
	if err != nil || len(hashes) == 0 {
		return err
	}
	if d.facts.OtherTokens == "object" {
		d.claims["oth"] = hashes
		return nil
	}
	if len(hashes) > 1 {
		return fmt.Errorf("wpt: oth is the hash of one token, and the request has %d", len(hashes))
	}
	for _, hash := range hashes {
		d.claims["oth"] = hash
	}
	return nil
}

// others gives the hashes of the understood tokens by the lower-case names of their fields. A field
// that stands there twice is beyond what oth can say (wpt-02, Section 2).
func (d *draft) others() (map[string]any, error) {
	hashes := map[string]any{}
	for _, name := range d.otherFields() {
		values := d.req.Fields.Values(name)
		if len(values) > 1 && !d.Faults.On("WPT-OTH-REPEATED:caller") {
			return nil, fmt.Errorf("wpt: the field %q stands in the request twice", name)
		}
		hashes[name] = Hash(strings.Trim(values[0], " "))
	}
	return hashes, nil
}

// otherFields lists the understood fields that the request has, but for those with a claim of their
// own.
func (d *draft) otherFields() []string {
	var names []string
	for _, name := range d.UnderstoodTokens {
		name = strings.ToLower(name)
		ownClaim := name == "txn-token" || strings.EqualFold(name, authorization)
		if !ownClaim && d.req.Fields.Has(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// seal signs the proof.
func seal(d *draft) (err error) {
	d.proof, err = d.key.SignToken(d.header, d.claims)
	return err
}

// place writes the fields of the WIT and the proof.
func place(d *draft) error {
	proof := d.proof
	if d.facts.Scheme != "" {
		proof = d.facts.Scheme + " " + proof
	}
	own := message.Fields{{d.Profile.WIT().Field, d.wit}, {d.facts.Field, proof}}
	d.fields = append(own, d.fields...)
	return bendFields(d)
}
