package inspect

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/wpt"
)

// maxProof is how far ahead a proof may expire. The drafts speak of minutes; only what nobody can
// take for that is called a fault.
const maxProof = 24 * time.Hour

// claimRows look at the claims of a proof (draft-ietf-wimse-wpt-02, Section 2).
var claimRows = []row[*sent]{
	{"WPT-CLAIMS-UNIQUE", proved(func(p *proof) error { return jose.RefuseDuplicates(p.Claims) })},
	{"WPT-ISS-LEGACY", proved((*proof).issuer)},
	{"WPT-AUD-PRESENT", proved((*proof).audiencePresent)},
	{"WPT-AUD-TARGET", proved((*proof).audienceTarget)},
	{"WPT-EXP-PRESENT", proved((*proof).expiryPresent)},
	{"WPT-EXP-NUMERIC", proved((*proof).expiryNumber)},
	{"WPT-TIME-LIMIT", proved((*proof).expiryAhead)},
	{"WPT-EXP-SHORT", proved((*proof).expirySoon)},
	{"WPT-JTI-PRESENT", proved((*proof).idPresent)},
	{"WPT-WTH-PRESENT", proved((*proof).witHashPresent)},
	{"WPT-WTH-MATCH", proved((*proof).witHash)},
}

// issuer: draft-ietf-wimse-s2s-protocol-02, Section 4.2.
func (p *proof) issuer() error {
	if p.wit == nil {
		return nil
	}
	sub, ok := p.wit.Claims.String("sub")
	if iss := p.Claims.Members["iss"]; ok && iss != sub {
		return fmt.Errorf("iss %s is not the subject of the WIT", short(iss))
	}
	return nil
}

// audiences gives the values of aud (RFC 7519, Section 4.1.3); none where it is not of that form.
func (p *proof) audiences() []string {
	switch aud := p.Claims.Members["aud"].(type) {
	case string:
		return []string{aud}
	case []any:
		var all []string
		for _, v := range aud {
			text, ok := v.(string)
			if !ok {
				return nil
			}
			all = append(all, text)
		}
		return all
	}
	return nil
}

func (p *proof) audiencePresent() error {
	if len(p.audiences()) == 0 {
		return errors.New("it has no aud claim that is a string or a list of strings")
	}
	return nil
}

func (p *proof) audienceTarget() error {
	all := p.audiences()
	if p.Audience == "" || len(all) == 0 {
		return nil
	}
	for _, aud := range all {
		if sameAudience(aud, p.Audience) {
			return nil
		}
	}
	return fmt.Errorf("aud %s is not %s", short(all[0]), short(p.Audience))
}

// sameAudience compares with no regard to the case of scheme and host (RFC 3986, Section 6.2.2.1)
// or to a lone slash as the path (RFC 9110, Section 4.2.3). A query or fragment has no place there.
func sameAudience(got, want string) bool { return normal(got) == normal(want) }

func normal(uri string) string {
	scheme, rest, isURI := strings.Cut(uri, "://")
	if !isURI {
		return uri
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		rest, end = rest+"/", len(rest)
	}
	return strings.ToLower(scheme) + "://" + strings.ToLower(rest[:end]) + rest[end:]
}

func (p *proof) expiryPresent() error {
	if !p.Claims.Has("exp") {
		return errors.New("it has no exp claim")
	}
	return nil
}

// expiryNumber: RFC 7519, Section 4.1.4.
func (p *proof) expiryNumber() error { return jose.RequireNumber(p.Claims, "exp") }

func (p *proof) expiryAhead() error {
	if exp, ok := date(p.Claims, "exp"); ok && !p.At.Before(exp) {
		return fmt.Errorf("exp %d has passed when the proof is sent", exp.Unix())
	}
	return nil
}

func (p *proof) expirySoon() error {
	if exp, ok := date(p.Claims, "exp"); ok && exp.Sub(p.At) > maxProof {
		return fmt.Errorf("exp %d is more than %v ahead", exp.Unix(), maxProof)
	}
	return nil
}

func (p *proof) idPresent() error {
	if jti, ok := p.Claims.String("jti"); !ok || jti == "" {
		return errors.New("it has no jti claim that is a string with something in it")
	}
	return nil
}

func (p *proof) witHashPresent() error {
	if !p.Claims.Has("wth") {
		return errors.New("it has no wth claim")
	}
	return nil
}

func (p *proof) witHash() error {
	if p.Claims.Has("wth") && p.witText != "" && p.Claims.Members["wth"] != any(wpt.Hash(p.witText)) {
		return errors.New("wth is not the hash of the WIT beside it")
	}
	return nil
}
