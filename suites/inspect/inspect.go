// Package inspect looks at what an implementation made: the requests of a caller, the signed
// responses of a recipient, the WITs of an issuer. Start with [Checks] and [Capture].
//
// Each check is a pure function with one requirement to look at. It says nothing where the message
// gives it nothing to look at, since that is another check's business: a message with one fault
// breaks one check. This is a second reading of the drafts beside package reference, of which it
// uses the parsers and the signature operations and none of the verifiers.
package inspect

import (
	"encoding/json"
	"slices"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Capture is what was seen of an implementation. All that it made may be hostile.
type Capture struct {
	Profile *spec.Profile
	Domains trust.Domains
	// At is the time at which the messages came.
	At time.Time
	// Requests were made by the caller, in order.
	Requests []message.Request
	// Call is what the caller was told; nil for minted vectors.
	Call *vector.Call
	// Audience is what aud or wimse-aud has to name.
	Audience string
	// UnderstoodTokens are the fields whose tokens oth has to cover, in lower case.
	UnderstoodTokens []string
	// Caller is the identifier of the caller; empty allows any.
	Caller string
	// Secrets are texts that may stand in no message, such as the caller's private key.
	Secrets []string
	// Response was made by a recipient that signs, for the first of the requests.
	Response *message.Response
	// EarlierResponses were made by the same recipient before.
	EarlierResponses []message.Response
	// Peer is the identifier of that recipient; empty allows any.
	Peer string
	// Signs says that the recipient claims to sign this response.
	Signs bool
	// SignsWhenAsked says that it claims to sign where a request asks for it by Accept-Signature.
	SignsWhenAsked bool
	// Handshake says that the target took part in a TLS handshake that could ask for its certificate.
	// Presented is the chain that it presented, in DER, and ServerName the host by which it was
	// reached as a server.
	Handshake  bool
	Presented  [][]byte
	ServerName string
	// Issue is what the issuer was asked for; nil for minted vectors. WIT is what it gave, and JWKS
	// the key set that it publishes.
	Issue *vector.Issue
	WIT   string
	JWKS  json.RawMessage
	// Earlier are WITs that the same issuer made before.
	Earlier []string

	unseen string
}

// Unseen says why the last check that was run, and gave nil, could not look at anything; "" where it
// could, or where there was nothing that it has to look at.
func (c *Capture) Unseen() string { return c.unseen }

// Check is one requirement's look at what one role made.
type Check struct {
	ID   string
	Role spec.Role
	// Run gives nil where nothing is wrong, and where it is not this check's business.
	Run func(*Capture) error
}

// Checks lists every check, by role.
func Checks() []Check {
	return slices.Concat(
		of(spec.RoleCaller, each(witRows), each(wptRows), each(claimRows), each(tokenRows),
			each(sigRows), each(coverRows), each(componentRows), each(paramRows), each(digestRows),
			each(audienceRows), each(twinRows), redirectRows, manyRows,
			presentedRows(spec.RoleCaller)),
		of(spec.RoleRecipient, responseRows, unsignedRows, acceptRows,
			presentedRows(spec.RoleRecipient)),
		of(spec.RoleIssuer, formRows, issuedRows(issuerRows), issuedRows(identifierRows())),
	)
}

// Find gives the check of a requirement for a role.
func Find(id string, role spec.Role) (Check, bool) {
	c, ok := index()[key{id, role}]
	return c, ok
}

type key struct {
	id   string
	role spec.Role
}

var index = sync.OnceValue(func() map[key]Check {
	all := map[key]Check{}
	for _, c := range Checks() {
		all[key{c.ID, c.Role}] = c
	}
	return all
})

// row is a requirement with its look at one kind of thing.
type row[T any] struct {
	id  string
	run func(T) error
}

// of makes checks that run only where their requirement is in force.
func of(role spec.Role, tables ...[]row[*Capture]) []Check {
	var out []Check
	for _, r := range slices.Concat(tables...) {
		out = append(out, Check{r.id, role, func(c *Capture) error {
			c.unseen = ""
			if c.Profile == nil {
				return nil
			}
			if _, inForce := c.Profile.Rule(r.id); !inForce {
				return nil
			}
			return r.run(c)
		}})
	}
	return out
}

// each looks at every request in turn and gives the first complaint.
func each(rows []row[*sent]) []row[*Capture] {
	var out []row[*Capture]
	for _, r := range rows {
		out = append(out, row[*Capture]{r.id, func(c *Capture) error {
			for i := range c.Requests {
				if err := r.run(&sent{Capture: c, req: &c.Requests[i]}); err != nil {
					return err
				}
			}
			return nil
		}})
	}
	return out
}

// unless gives a reason, or "" where there is none for it.
func unless(not bool, reason string) string {
	if not {
		return ""
	}
	return reason
}
