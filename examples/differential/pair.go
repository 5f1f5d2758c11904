package differential

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwk"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/spec"
)

// Pair holds both verifiers, with the same keys.
type Pair struct {
	first  *wit.Verifier
	second []jwk.Key
	now    time.Time
}

// New makes both verifiers from trust anchors; now is their clock.
func New(anchors map[string]trust.Material, now time.Time) (*Pair, error) {
	domains, err := trust.Load(anchors)
	if err != nil {
		return nil, err
	}
	first := wit.New(wit.Config{Profile: spec.Must("latest"), Domains: domains})
	p := &Pair{first: first, now: now}
	for _, name := range slices.Sorted(maps.Keys(anchors)) {
		set, err := jwk.Parse(anchors[name].JWKS)
		if err != nil {
			return nil, fmt.Errorf("differential: %s: %w", name, err)
		}
		for i := range set.Len() {
			key, _ := set.Key(i)
			p.second = append(p.second, key)
		}
	}
	return p, nil
}

// What two verifiers can make of a token, beside the ID of a rule by which the first is stricter.
const (
	Accepted = "accepted by both"
	Refused  = "refused by both"
	Narrow   = "refused by jwx for a header parameter that the reference may ignore"
)

// Compare gives [Accepted], [Refused], [Narrow] or the ID of one of [Rules]. An error is a finding: it
// says how they disagree.
func (p *Pair) Compare(token string) (string, error) {
	fields := message.Fields{{p.first.Profile.WIT().Field, token}}
	_, refusal := p.first.Verify(&message.Request{Fields: fields}, p.now)
	payload, err := verify(token, p.second)
	switch {
	case refusal == nil && err != nil && narrow(token):
		return Narrow, p.signed(token)
	case refusal == nil && err != nil:
		return "", fmt.Errorf("the reference accepts what jwx refuses: %w", err)
	case refusal == nil:
		return Accepted, sameClaims(token, payload)
	case err != nil:
		return Refused, nil
	case Rules[refusal.Requirement] == "":
		return "", fmt.Errorf("jwx accepts what the reference refuses by no rule: %w", refusal)
	}
	return refusal.Requirement, nil
}

// sameClaims holds what the reference reads to what the standard decoder reads in jwx's payload.
func sameClaims(token string, payload []byte) error {
	read, err := jose.Parse(token)
	if err != nil {
		return err
	}
	var claims map[string]any
	decoder := json.NewDecoder(bytes.NewReader(payload))
	decoder.UseNumber()
	if err := decoder.Decode(&claims); err != nil {
		return fmt.Errorf("the payload that jwx gives: %w", err)
	}
	if !reflect.DeepEqual(claims, read.Claims.Members) {
		return fmt.Errorf("other claims: %v and %v", read.Claims.Members, claims)
	}
	return nil
}
