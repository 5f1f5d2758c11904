package inspect

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/wpt"
)

// tokenRows look at how a proof covers the other tokens of its request (draft-ietf-wimse-wpt-02,
// Section 2).
var tokenRows = []row[*sent]{
	{"WPT-ATH-LEGACY", proved((*proof).accessToken)},
	{"WPT-ATH-REMOVED", proved((*proof).noAccessTokenHash)},
	{"WPT-TTH-PRESENT", proved((*proof).transactionPresent)},
	{"WPT-TTH-FORMAT", proved((*proof).transactionHash)},
	{"WPT-OTH-OBJECT", proved((*proof).othersObject)},
	{"WPT-OTH-STRING-LEGACY", proved((*proof).othersString)},
	{"WPT-OTH-PRESENT", proved((*proof).othersPresent)},
	{"WPT-OTH-KEY-LOWER", proved(eachOther((*proof).otherName))},
	{"WPT-OTH-VALUE", proved(eachOther((*proof).otherHash))},
	{"WPT-OTH-REPEATED", proved(eachOther((*proof).otherOnce))},
}

const transaction = "Txn-Token"

// hashes gives the hashes of the values of a field, without the spaces around them.
func (p *proof) hashes(field string) []string {
	var all []string
	for _, v := range p.req.Fields.Values(field) {
		all = append(all, wpt.Hash(strings.Trim(v, " ")))
	}
	return all
}

// among says whether a claim is one of some hashes; where a field stands there several times, no
// text says which of them is meant.
func among(claim any, hashes []string) bool {
	text, ok := claim.(string)
	return ok && slices.Contains(hashes, text)
}

// accessToken: draft-ietf-wimse-wpt-01, Section 2.
func (p *proof) accessToken() error {
	for _, v := range p.req.Fields.Values(authorization) {
		_, token, _ := strings.Cut(v, " ")
		token = strings.Trim(token, " ")
		if token == "" || token == p.witText || !hasScheme(v, "Bearer") && !hasScheme(v, "DPoP") {
			continue
		}
		if p.Claims.Members["ath"] != any(wpt.Hash(token)) {
			return errors.New("ath is not the hash of the access token in the request")
		}
	}
	return nil
}

// noAccessTokenHash: draft-ietf-wimse-wpt-02 has no such claim any more.
func (p *proof) noAccessTokenHash() error {
	if p.Claims.Has("ath") {
		return errors.New("it has an ath claim")
	}
	return nil
}

func (p *proof) transactionPresent() error {
	if p.req.Fields.Has(transaction) && !p.Claims.Has("tth") {
		return errors.New("it has no tth claim, though a Txn-Token is in the request")
	}
	return nil
}

func (p *proof) transactionHash() error {
	hashes := p.hashes(transaction)
	if len(hashes) > 0 && p.Claims.Has("tth") && !among(p.Claims.Members["tth"], hashes) {
		return errors.New("tth is not the hash of the Txn-Token in the request")
	}
	return nil
}

func (p *proof) othersObject() error {
	if _, ok := p.Claims.Members["oth"].(map[string]any); p.Claims.Has("oth") && !ok {
		return errors.New("oth is not an object")
	}
	return nil
}

// othersString: draft-ietf-wimse-s2s-protocol-06, Section 3.2.
func (p *proof) othersString() error {
	if !p.Claims.Has("oth") {
		return nil
	}
	oth, ok := p.Claims.String("oth")
	if !ok {
		return errors.New("oth is not a string")
	}
	var hashes []string
	for _, name := range p.others() {
		hashes = append(hashes, p.hashes(name)...)
	}
	if len(hashes) > 0 && !slices.Contains(hashes, oth) {
		return errors.New("oth is not the hash of the token in the request")
	}
	return nil
}

// others lists the fields of the request whose tokens oth is about.
func (p *proof) others() []string {
	return slices.DeleteFunc(slices.Clone(p.UnderstoodTokens), func(name string) bool {
		return strings.EqualFold(name, transaction) || !p.req.Fields.Has(name)
	})
}

func (p *proof) othersPresent() error {
	members := object(p.Claims.Members, "oth")
	if p.Claims.Has("oth") && (members == nil || p.Profile.WPT().OtherTokens != "object") {
		return nil // a string covers the one token that it can
	}
	for _, name := range p.others() {
		if !covers(members, name) {
			return fmt.Errorf("oth does not cover the token in the field %s", short(name))
		}
	}
	return nil
}

func covers(members map[string]any, field string) bool {
	for name := range members {
		if strings.EqualFold(name, field) {
			return true
		}
	}
	return false
}

// eachOther looks at the members of oth where that is an object.
func eachOther(look func(p *proof, name string, value any) error) func(*proof) error {
	return func(p *proof) error {
		members := object(p.Claims.Members, "oth")
		for _, name := range slices.Sorted(maps.Keys(members)) {
			if err := look(p, name, members[name]); err != nil {
				return err
			}
		}
		return nil
	}
}

func (p *proof) otherName(name string, _ any) error {
	if name != strings.ToLower(name) {
		return fmt.Errorf("the member %s of oth is not in lower case", short(name))
	}
	return nil
}

func (p *proof) otherHash(name string, value any) error {
	if hashes := p.hashes(name); len(hashes) > 0 && !among(value, hashes) {
		return fmt.Errorf("oth holds another hash than that of the token in the field %s", short(name))
	}
	return nil
}

func (p *proof) otherOnce(name string, _ any) error {
	if n := len(p.req.Fields.Values(name)); n > 1 {
		return fmt.Errorf("oth names the field %s, which stands in the request %d times", short(name), n)
	}
	return nil
}
