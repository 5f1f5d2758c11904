package main

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/spiffe/go-spiffe/v2/exp/svid/witsvid"
)

// proofError says what is wrong with a Workload Proof Token.
type proofError string

func (e proofError) Error() string { return "wpt: " + string(e) }

func wrong(format string, args ...any) error { return proofError(fmt.Sprintf(format, args...)) }

// claims are those of a Workload Proof Token, beside the registered ones.
type claims struct {
	jwt.Claims
	WTH string            `json:"wth"`
	TTH *string           `json:"tth"`
	OTH map[string]string `json:"oth"`
}

// ahead is how far in the future a proof may expire.
const ahead = time.Hour

// credentials are those of the WPT authentication scheme.
var credentials = regexp.MustCompile(`^(?i:WPT) +([A-Za-z0-9._~+/-]+=*)$`)

// proof holds the request's Workload Proof Token against a WIT that go-spiffe has verified
// (draft-ietf-wimse-wpt-02, Section 2). It knows no token that oth could bind but the Txn-Token.
func (k *kit) proof(r *http.Request, wit *witsvid.SVID) error {
	fields := r.Header.Values("Authorization")
	if len(fields) != 1 {
		return wrong("expected is one Authorization field")
	}
	parts := credentials.FindStringSubmatch(fields[0])
	if parts == nil {
		return wrong("the Authorization field has no credentials of the scheme WPT")
	}
	c, err := verify(parts[1], wit)
	if err != nil {
		return err
	}
	for _, check := range []error{c.times(time.Now()), c.audience(k.Audience), c.binding(r.Header, wit)} {
		if check != nil {
			return check
		}
	}
	return nil
}

// verify takes the claims from a token that the WIT's confirmation key signed.
func verify(token string, wit *witsvid.SVID) (*claims, error) {
	alg, err := confirmed(wit)
	if err != nil {
		return nil, err
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{alg})
	if err != nil {
		return nil, wrong("%v", err)
	}
	typ, _ := parsed.Headers[0].ExtraHeaders[jose.HeaderType].(string)
	if strings.TrimPrefix(strings.ToLower(typ), "application/") != "wpt+jwt" {
		return nil, wrong("typ is %q", typ)
	}
	var c claims
	var text json.RawMessage
	if err := parsed.Claims(wit.PublicKey, &c, &text); err != nil {
		return nil, wrong("%v", err)
	}
	if !utf8.Valid(text) {
		return nil, wrong("the claims are not UTF-8") // go-jose puts U+FFFD in place of such bytes
	}
	return &c, nil
}

// confirmed reads cnf.jwk.alg, which witsvid checks and does not hand out.
func confirmed(wit *witsvid.SVID) (jose.SignatureAlgorithm, error) {
	parsed, err := jwt.ParseSigned(wit.Marshal(), algorithms)
	if err != nil {
		return "", err
	}
	var c struct {
		Confirmation struct {
			JWK struct {
				Algorithm jose.SignatureAlgorithm `json:"alg"`
			} `json:"jwk"`
		} `json:"cnf"`
	}
	return c.Confirmation.JWK.Algorithm, parsed.UnsafeClaimsWithoutVerification(&c)
}

// algorithms are those that witsvid allows.
var algorithms = []jose.SignatureAlgorithm{
	jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512,
	jose.PS256, jose.PS384, jose.PS512,
}

func (c *claims) times(now time.Time) error {
	switch {
	case c.Expiry == nil || !now.Before(c.Expiry.Time()):
		return wrong("exp is missing or has passed")
	case c.Expiry.Time().After(now.Add(ahead)):
		return wrong("exp lies more than %v ahead", ahead)
	case c.NotBefore != nil && c.NotBefore.Time().After(now.Add(time.Minute)):
		return wrong("nbf lies ahead")
	case c.ID == "":
		return wrong("jti is missing")
	}
	return nil
}

// audience wants aud to name this recipient; a query in it plays no part.
func (c *claims) audience(own string) error {
	names := func(aud string) bool {
		aud, _, _ = strings.Cut(aud, "?")
		return aud == own
	}
	if !slices.ContainsFunc(c.Audience, names) {
		return wrong("aud does not name this recipient")
	}
	return nil
}

func (c *claims) binding(h http.Header, wit *witsvid.SVID) error {
	txn := h.Values("Txn-Token")
	switch {
	case c.WTH != digest(wit.Marshal()):
		return wrong("wth is not the hash of the WIT")
	case len(txn) > 1, len(txn) == 1 && (c.TTH == nil || *c.TTH != digest(txn[0])):
		return wrong("tth is not the hash of the Txn-Token")
	case len(c.OTH) > 0:
		return wrong("oth lists a token that is not understood")
	}
	return nil
}

func digest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
