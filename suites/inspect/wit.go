package inspect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/reference/jose"
)

// witRows look at the WIT that a caller presents. Its content is the issuer's business.
var witRows = []row[*sent]{
	{"WIT-HDR-NAME", (*sent).witField},
	{"WIT-HDR-SENDER-ONE", (*sent).oneWIT},
	{"WIT-HDR-ABNF", (*sent).witGrammar},
	{"WIT-SENT-VALID", (*sent).witVerifies},
	{"WIT-KEY-NOT-AFTER-EXP", (*sent).witInTime},
	{"WIT-NO-BEARER", (*sent).noBearer},
	{"WIT-POP-REQUIRED", (*sent).somePossession},
	{"WIT-KEY-PRIVATE", (*sent).noSecret},
}

// witField: draft-ietf-wimse-workload-creds-02, Section 5.1.1. A WIT that went elsewhere as a bearer
// token is another check's business.
func (s *sent) witField() error {
	otherwise := s.Call != nil && s.Call.Binding == "mtls"
	if otherwise || s.req.Fields.Has(s.Profile.WIT().Field) || s.bearerWIT() {
		return nil
	}
	return fmt.Errorf("the request has no %s field", s.Profile.WIT().Field)
}

// oneWIT: RFC 9110, Section 5.3 has no sender repeat a field that holds no list.
func (s *sent) oneWIT() error {
	if n := len(s.req.Fields.Values(s.Profile.WIT().Field)); n > 1 {
		return fmt.Errorf("the request has %d %s fields", n, s.Profile.WIT().Field)
	}
	return nil
}

func (s *sent) witGrammar() error {
	values := s.req.Fields.Values(s.Profile.WIT().Field)
	if len(values) != 1 {
		return nil
	}
	if len(values[0]) > maxText {
		return errTooLong
	}
	if !compact.MatchString(values[0]) {
		return fmt.Errorf("the field value, of %d bytes, is not three base64url parts", len(values[0]))
	}
	return nil
}

// witVerifies asks that the WIT is the one that the caller was given: the trust anchors vouch for
// it, and it names the caller. Its expiry is a matter of its own where a revision says so.
func (s *sent) witVerifies() error {
	value, t := witOf(s.Profile, s.req.Fields)
	if t == nil || !compact.MatchString(value) || len(s.Domains) == 0 {
		return nil
	}
	if err := verify(t, anchors(s.Profile, s.Domains, t)); err != nil {
		return err
	}
	if sub, _ := t.Claims.String("sub"); s.Caller != "" && sub != s.Caller {
		return fmt.Errorf("the WIT is that of %s, not of %s", short(sub), short(s.Caller))
	}
	if _, apart := s.Profile.Rule("WIT-KEY-NOT-AFTER-EXP"); apart {
		return nil
	}
	return s.witInTime()
}

// witInTime: draft-ietf-wimse-workload-creds-02, Section 9.4.
func (s *sent) witInTime() error {
	_, t := witOf(s.Profile, s.req.Fields)
	if t == nil {
		return nil
	}
	if exp, ok := date(t.Claims, "exp"); ok && !s.At.Before(exp) {
		return fmt.Errorf("a WIT is presented that expired at %d", exp.Unix())
	}
	return nil
}

// noBearer: draft-ietf-wimse-workload-creds-02, Section 5.1.
func (s *sent) noBearer() error {
	if s.bearerWIT() {
		return errors.New("a WIT stands in the Authorization field as a bearer token")
	}
	return nil
}

// bearerWIT says whether the Authorization field holds the WIT of the request, or what calls itself
// a WIT, as its credentials.
func (s *sent) bearerWIT() bool {
	wit, _ := witOf(s.Profile, s.req.Fields)
	for _, v := range s.req.Fields.Values(authorization) {
		_, token, _ := strings.Cut(v, " ")
		token = strings.Trim(token, " ")
		if token != "" && token == wit {
			return true
		}
		t, err := parse(token)
		if err == nil && hasScheme(v, "Bearer") && jose.Conveys(t.Header, s.Profile.WIT().Typ) {
			return true
		}
	}
	return false
}

// somePossession: draft-ietf-wimse-workload-creds-02, Section 5.1. Whether what stands there proves
// anything is for the checks of the proof or the signature.
func (s *sent) somePossession() error {
	if !s.req.Fields.Has(s.Profile.WIT().Field) || s.bearerWIT() || s.presents() || s.signed() {
		return nil
	}
	return errors.New("a WIT is presented without any proof of possession")
}
