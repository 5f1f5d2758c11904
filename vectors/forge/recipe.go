package forge

import (
	"fmt"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Recipe is one test case as it is written: a control, what to change in it, and what must happen.
// It holds in the profiles in which its requirement is in force; nothing else says so.
type Recipe struct {
	// ID says what is wrong, behind the mechanism: "wpt/wth-of-another-wit". It is permanent.
	ID string `yaml:"id"`
	// Requirement is the ID of the requirement that decides; Also are others that it rests on.
	Requirement string   `yaml:"requirement"`
	Also        []string `yaml:"also"`
	// Control is the ID of the accepted recipe from which this one departs. Its changes come first.
	Control string `yaml:"control"`
	Comment string `yaml:"comment"`
	// Change is merged into the model of the exchange before it is sealed.
	Change map[string]any `yaml:"change"`
	// After edits the sealed request.
	After []Edit `yaml:"after"`
	// Steps makes more than one message of the recipe.
	Steps []Step `yaml:"steps"`
	// Expect is what the recipient does with the last message; reject where it is empty.
	Expect vector.Result  `yaml:"expect"`
	Answer *vector.Answer `yaml:"answer"`
	Needs  vector.Needs   `yaml:"needs"`
	// Algorithms is "each" where a live suite runs the recipe with each proof algorithm claimed, or a
	// recipe about certificates with each version of TLS.
	Algorithms string `yaml:"algorithms"`
	// AtOnce sends that many copies at the same time, of which exactly one is accepted: live only.
	AtOnce int `yaml:"at_once"`
	// Together makes that many connections at the same time, all of which fare alike; Resume lets the
	// connections of later steps resume that of the first. Both are live only.
	Together int  `yaml:"together"`
	Resume   bool `yaml:"resume"`
	// Presented runs the requirement's check on what the target presents in a handshake: live only.
	Presented bool `yaml:"presented"`
	// Live keeps the recipe out of the files at rest, because of its size.
	Live bool `yaml:"live"`
	// Caller makes the question whether a caller that knows this accepts the response. It is taken
	// over from the control where the recipe says nothing.
	Caller *vector.Caller `yaml:"caller"`
	// Usage makes it a recipe about the certificate of a TLS "client", which a recipient validates, or
	// of a "server", which a caller does. It is taken over from the control where nothing is said.
	Usage string `yaml:"usage"`
	// Rest keeps the recipe out of live runs: nothing tells a recipient there what it is to expect.
	Rest bool `yaml:"rest"`
	// Call makes a caller under test make a call, live only; the requirement's check is run on it.
	Call *Call `yaml:"call"`
	// Issue asks an issuer under test for a WIT, live only; the requirement's check is run on it
	// where it is to be issued.
	Issue map[string]any `yaml:"issue"`

	mechanism spec.Mechanism
	file      string
	line      int
}

// Step is one message of a recipe with several.
type Step struct {
	Change map[string]any `yaml:"change"`
	After  []Edit         `yaml:"after"`
	Expect vector.Result  `yaml:"expect"`
	// Same sends the bytes of the first step again.
	Same bool `yaml:"same"`
	// NewConnection asks for a connection of its own.
	NewConnection bool `yaml:"new_connection"`
}

// Call is what a caller under test is told besides the request that the recipe's change describes.
type Call struct {
	// Binding is "wpt" or "httpsig"; empty is the recipe's mechanism, and for the WIT any that the
	// caller claims.
	Binding string `yaml:"binding"`
	// RequireSignedResponse and ExpectedPeer are told as they stand.
	RequireSignedResponse bool   `yaml:"require_signed_response"`
	ExpectedPeer          string `yaml:"expected_peer"`
	// Audience is told as it stands; without one the caller's default is asked for.
	Audience string `yaml:"audience"`
	// Redirect has the suite answer the call with a redirect to another host.
	Redirect bool `yaml:"redirect"`
	// Times is how many calls are made; 0 is one.
	Times int `yaml:"times"`
}

// Role gives the role that the recipe asks.
func (r *Recipe) Role() spec.Role {
	switch {
	case r.Call != nil, r.Caller != nil, r.Usage == UsageServer:
		return spec.RoleCaller
	case r.Issue != nil:
		return spec.RoleIssuer
	}
	return spec.RoleRecipient
}

// LiveOnly says that the recipe asks what only a live target can answer, or is too large for a file.
func (r *Recipe) LiveOnly() bool {
	return r.Live || r.AtOnce > 0 || r.OnConnections() || r.Call != nil || r.Issue != nil ||
		r.Answer != nil && r.Answer.Signed
}

// OnConnections says that the recipe is about connections rather than about a message.
func (r *Recipe) OnConnections() bool {
	return r.Together > 0 || r.Resume || r.Presented
}

// Manner says in words how a recipe is sent that is more than messages in their order, or is "".
func (r *Recipe) Manner() string {
	switch {
	case r.AtOnce > 0:
		return fmt.Sprintf("%d copies are sent at once, and one of them is accepted", r.AtOnce)
	case r.Together > 0:
		return fmt.Sprintf("%d connections are made at once", r.Together)
	case r.Resume:
		return "each connection resumes the first"
	case r.Presented:
		return fmt.Sprintf("what the %s presents in the handshake is looked at", r.Role())
	}
	return ""
}

// Mechanism gives the first part of the recipe's ID.
func (r *Recipe) Mechanism() spec.Mechanism { return r.mechanism }

// Place says where the recipe is written, as file and line.
func (r *Recipe) Place() string { return fmt.Sprintf("%s:%d", r.file, r.line) }

// Expected gives what becomes of the last message.
func (r *Recipe) Expected() vector.Result {
	if r.Expect == "" {
		return vector.Reject
	}
	return r.Expect
}

// Requirements lists the requirements that the recipe cites, the one that decides first.
func (r *Recipe) Requirements() []string { return append([]string{r.Requirement}, r.Also...) }
