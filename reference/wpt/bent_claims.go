package wpt

import (
	"bytes"
	"encoding/asn1"
	"math/big"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// audienceBends compare aud with the recipient's own name by another rule.
var audienceBends = []check.Bent[*state]{
	{Name: "prefix", Run: audienceLike(func(own, aud *url.URL) bool {
		return strings.HasPrefix(aud.String(), own.String())
	})},
	{Name: "cut-short", Run: audienceLike(func(own, aud *url.URL) bool {
		return aud.Host == own.Host && strings.HasPrefix(own.String(), aud.String())
	})},
	{Name: "host-only", Run: audienceLike(func(own, aud *url.URL) bool {
		return aud.Host == own.Host && aud.Scheme == own.Scheme
	})},
	{Name: "any-scheme", Run: audienceLike(func(own, aud *url.URL) bool {
		return aud.Host == own.Host && aud.Path == own.Path
	})},
	{Name: "any-port", Run: audienceLike(func(own, aud *url.URL) bool {
		return aud.Hostname() == own.Hostname() && aud.Scheme == own.Scheme && aud.Path == own.Path
	})},
	{Name: "longer-host", Run: audienceLike(func(own, aud *url.URL) bool {
		return strings.HasPrefix(aud.Host, own.Host+".") && aud.Path == own.Path
	})},
	{Name: "any-case", Run: audienceLike(func(own, aud *url.URL) bool {
		return strings.EqualFold(own.String(), aud.String())
	})},
}

func audienceLike(alike func(own, aud *url.URL) bool) func(*state) error {
	return func(s *state) error {
		own, err := url.Parse(bare(s.Audience))
		for text := range s.audiences {
			aud, bad := url.Parse(text)
			if err == nil && bad == nil && alike(own, aud) {
				return nil
			}
		}
		return check.FailIf(!s.forMe, "aud is nothing like the name of this recipient")
	}
}

// hostBends believe one of the fields that name a host.
var hostBends = []check.Bent[*state]{
	{Name: "forwarded-host", Run: func(s *state) error {
		s.forMe = s.forMe || s.namesAny("X-Forwarded-Host")
		return check.FailIf(!s.forMe && s.namesAny("Host"), "aud names the host that the request claims")
	}},
}

// expiryBends are late, or read what is no number.
var expiryBends = []check.Bent[*state]{
	{Name: "the-second-itself", Run: func(s *state) error {
		return check.FailIf(s.now.After(s.expires), "it expired before this second")
	}},
	{Name: "two-hours-late", Run: func(s *state) error {
		return check.FailIf(!s.now.Before(s.expires.Add(2*time.Hour)), "it expired two hours ago")
	}},
}

var numberBends = []check.Bent[*state]{
	{Name: "digits-in-a-string", Run: func(s *state) error {
		text, _ := s.token.Claims.String("exp")
		if _, err := strconv.ParseInt(text, 10, 64); err == nil {
			return nil
		}
		return jose.RequireNumber(s.token.Claims, "exp")
	}},
}

var notBeforeBends = []check.Bent[*state]{
	{Name: "two-hours-early", Run: func(s *state) error {
		if err := jose.RequireNumber(s.token.Claims, "nbf"); err != nil {
			return err
		}
		from := jose.Moment(s.token.Claims, "nbf", s.now)
		return check.FailIf(from.After(s.now.Add(2*time.Hour)), "it is not valid for hours")
	}},
}

// signatureBends take a signature for good that is none.
var signatureBends = []check.Bent[*state]{
	{Name: "empty-too", Run: signatureLike(func(s *state) bool { return len(s.token.Signature) == 0 })},
	{Name: "zero-too", Run: signatureLike(func(s *state) bool {
		return len(s.token.Signature) > 0 && len(bytes.Trim(s.token.Signature, "\x00")) == 0
	})},
	{Name: "der-too", Run: signatureLike(func(s *state) bool {
		raw := fromDER(s.token.Signature)
		return raw != nil && jose.Verify(s.token.Algorithm(), s.wit.Confirmation, s.token.SigningInput, raw) == nil
	})},
}

func signatureLike(alike func(*state) bool) func(*state) error {
	return func(s *state) error {
		return check.FailIf(!s.verified && !alike(s), "its signature is nothing like one")
	}
}

// fromDER gives an ES256 signature in DER as JOSE has it (RFC 7518, Section 3.4), or nil.
func fromDER(der []byte) []byte {
	var pair struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &pair)
	if err != nil || len(rest) > 0 || pair.R.Sign() < 0 || pair.S.Sign() < 0 {
		return nil
	}
	const half = 32 // bytes
	if len(pair.R.Bytes()) > half || len(pair.S.Bytes()) > half {
		return nil
	}
	return append(pair.R.FillBytes(make([]byte, half)), pair.S.FillBytes(make([]byte, half))...)
}

// replayBends remember something else than the jti of the sender.
var replayBends = []check.Bent[*state]{
	{Name: "per-token", Run: func(s *state) error { return s.useOnce(s.wit.Subject.URI, s.value) }},
	{Name: "per-wit", Run: func(s *state) error { return s.useOnce(s.wit.Value, s.tokenID()) }},
}

func (s *state) useOnce(sender, id string) error {
	s.remembered = true
	return s.use(sender, id)
}
