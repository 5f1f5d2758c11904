package wimse

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// longestProof is an hour, in seconds. Proofs live "on the order of minutes or seconds" (wpt-02,
// Section 2).
const longestProof = 60 * 60

// credentials is the syntax of wpt-02, Section 2, less what no JWT has.
var credentials = regexp.MustCompile(`^(?i:WPT) +([^ ]+)$`)

// wpt verifies the proof beside a verified WIT, as the list in wpt-02, Section 2, has it.
func (v *Verifier) wpt(r Request, w wit) error {
	fields := r.Headers.Values("Authorization")
	if len(fields) != 1 {
		return fmt.Errorf("%d Authorization fields", len(fields))
	}
	parts := credentials.FindStringSubmatch(fields[0])
	if parts == nil {
		return errors.New("no credentials of the scheme WPT")
	}
	t, err := parse(parts[1])
	if err != nil {
		return err
	}
	jti, _ := t.claims["jti"].(string)
	if jti == "" {
		return errors.New("no jti")
	}
	err = errors.Join(t.signed(w.key), t.typed("wpt+jwt"), t.current(v.now, longestProof), v.forMe(t),
		bound(t, "wth", w.text), transaction(t, r.Headers), v.others(t, r.Headers))
	if err != nil {
		return err
	}
	return v.once(w.subject, jti)
}

// forMe compares aud, less its query and fragment, with what the recipient is configured with. Nothing
// in the request has a say (wpt-02, Section 3.1.7).
func (v *Verifier) forMe(t token) error {
	list, array := t.claims["aud"].([]any)
	if !array {
		list = []any{t.claims["aud"]}
	}
	for _, one := range list {
		text, _ := one.(string)
		if bare, _, _ := strings.Cut(text, "#"); text != "" {
			bare, _, _ = strings.Cut(bare, "?")
			if bare == v.recipient.Audience {
				return nil
			}
		}
	}
	return fmt.Errorf("aud is %v", t.claims["aud"])
}

// bound says whether a claim holds the hash of a value.
func bound(t token, claim, value string) error {
	if t.claims[claim] != hash(value) {
		return fmt.Errorf("%s is %v", claim, t.claims[claim])
	}
	return nil
}

// hash is the base64url encoding of the SHA-256 hash.
func hash(value string) string {
	sum := sha256.Sum256([]byte(value))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// transaction asks for the hash of a Txn-Token that is there.
func transaction(t token, f Fields) error {
	switch tokens := f.Values("Txn-Token"); len(tokens) {
	case 0:
		return nil
	case 1:
		return bound(t, "tth", tokens[0])
	}
	return errors.New("several Txn-Tokens")
}

// others holds every entry of oth to the field that it names, and asks for an entry for every token
// that the recipient understands and the request carries.
func (v *Verifier) others(t token, f Fields) error {
	oth, object := t.claims["oth"].(map[string]any)
	if _, there := t.claims["oth"]; there && !object {
		return errors.New("oth is no object")
	}
	for name, sum := range oth {
		values := f.Values(name)
		if !slices.Contains(v.recipient.UnderstoodTokens, name) || len(values) != 1 || sum != hash(values[0]) {
			return fmt.Errorf("oth: %s", name)
		}
	}
	for _, name := range v.recipient.UnderstoodTokens {
		if _, there := oth[name]; !there && name != "txn-token" && len(f.Values(name)) > 0 {
			return fmt.Errorf("oth has no %s", name)
		}
	}
	return nil
}
