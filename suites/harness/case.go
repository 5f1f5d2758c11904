package harness

import (
	"context"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/peer"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Case is one vector to be run live for one role and algorithm.
type Case struct {
	// ID is the vector's permanent name, such as "wpt/valid".
	ID        string `json:"id"`
	Mechanism string `json:"mechanism"`
	// Role is the role of the implementation under test, such as "recipient".
	Role string `json:"role"`
	// Algorithm is the proof algorithm of the messages.
	Algorithm string `json:"algorithm"`
	// Requirements are the catalogue's names of what the case tests.
	Requirements []string `json:"requirements"`
	// Level is the word of the text, such as "MUST", and Source the place where it stands.
	Level   string `json:"level"`
	Source  string `json:"source"`
	Comment string `json:"comment,omitempty"`
	// Gate says what a failure does to the run.
	Gate spec.Gate `json:"gate,omitempty"`
	// Control is the ID of the accepted case from which this one differs; "" if it has none.
	Control string `json:"control,omitempty"`
	// Expect is what must become of it; steps that say so themselves have precedence.
	Expect vector.Result `json:"expect"`
	// Skip says why the case is not run; "" runs it.
	Skip string `json:"skip,omitempty"`
	// Check is the requirement whose check is run on what the target made: the request of a caller,
	// the signed answer of a recipient, the token of an issuer. Where it is "", acceptance decides:
	// that of the request, of the response to a call, or of the wish for a token.
	Check string `json:"check,omitempty"`
	// Times is how many calls a caller is told to make; 0 is one.
	Times int `json:"times,omitempty"`
	// AtOnce above 1 sends that many copies of the one step at once, each over its own connection;
	// exactly one may be accepted.
	AtOnce int `json:"at_once,omitempty"`
	// Together above 1 sends that many copies of the one step at once, each over its own connection;
	// all of them must be answered as the case expects.
	Together int `json:"together,omitempty"`
	// Resume lets the connections of later steps resume that of the first.
	Resume bool `json:"resume,omitempty"`
	// Version is the one version of TLS that is offered, such as "TLS 1.2"; a target that does not
	// speak it is let off. "" offers all of them, or what [Credentials] say.
	Version string `json:"tls_version,omitempty"`
	// AnyServer takes a target that presents any certificate, as one may that knows no mutual TLS.
	AnyServer bool `json:"any_server,omitempty"`
	// Freely is the same case with all versions offered; nil where Version is "".
	Freely *Case `json:"-"`
	// Present makes what the suite presents in the handshakes of a case about mutual TLS, step by
	// step.
	Present func() ([]Credentials, error) `json:"-"`
	// Mint makes a fresh exchange; it is called for each sending and for each probe.
	Mint func(ctx context.Context) ([]vector.Step, error) `json:"-"`
	// Ask makes what a verifier is asked, in place of Mint.
	Ask func() (Question, error) `json:"-"`
	// Share, where it is not "", is the same for all cases of a role that look at one exchange from
	// different sides: it is made once.
	Share string `json:"-"`
	// Respond makes the response that the suite's peer gives to a call; nil makes a plain one.
	Respond peer.Answerer `json:"-"`
	// Canary, which may be nil, says how often the target has called a listener that it must never
	// call, since the last Mint.
	Canary func() int `json:"-"`
}

// Key names the case among all of a run, such as "recipient/ES256/wit/valid".
func (c Case) Key() string { return c.Role + "/" + c.Algorithm + "/" + c.ID }

// controlKey is the key of the case's control.
func (c Case) controlKey() string {
	c.ID = c.Control
	return c.Key()
}

// Plan is what a session is asked to observe.
type Plan struct {
	// Cases are observed, judged and reported, in this order.
	Cases []Case
	// Controls are further cases that may be probed as controls. They make no outcome of their own.
	// A control is looked for here first and then among Cases, by ID, role and algorithm.
	Controls []Case
	// Known are outcomes of cases of the plan that are not observed again, from an earlier part of
	// the run.
	Known []Outcome
}

// keys are those of the cases, in their order.
func (p Plan) keys() []string {
	keys := make([]string, len(p.Cases))
	for i, c := range p.Cases {
		keys[i] = c.Key()
	}
	return keys
}

// group is a run of cases that share a control, or an exchange.
type group struct {
	control *Case  // nil where there is none to probe
	missing string // why there is none, although the cases name one
	cases   []planned
	shared  *Observation // the exchange that is shared, once it has been made
}

// planned is a case with its place in the plan.
type planned struct {
	Case
	place int
}

// groups orders the cases that run by what they share, in the plan's order. A case that shares
// nothing is a group by itself.
func (p Plan) groups() []*group {
	var order []*group
	byControl, known := map[string]*group{}, p.knows()
	for i, c := range p.Cases {
		key := c.controlKey() + " " + c.Mechanism + " " + c.Share
		g := byControl[key]
		switch {
		case c.Skip != "" || known[c.Key()]:
			continue
		case c.Control == "" && c.Share == "":
			g = &group{}
			order = append(order, g)
		case g == nil:
			g = p.groupOf(c)
			byControl[key] = g
			order = append(order, g)
		}
		g.cases = append(g.cases, planned{c, i})
	}
	return order
}

func (p Plan) groupOf(c Case) *group {
	control := p.controlOf(c)
	switch {
	case c.Control == "":
		return &group{}
	case control == nil:
		return &group{missing: "its control " + c.Control + " is not in the plan"}
	case control.Skip != "":
		return &group{missing: "its control " + c.Control + " is skipped: " + control.Skip}
	}
	return &group{control: control}
}

func (p Plan) controlOf(c Case) *Case {
	for _, cases := range [][]Case{p.Controls, p.Cases} {
		for i := range cases {
			is := &cases[i]
			if is.ID == c.Control && is.Role == c.Role && is.Algorithm == c.Algorithm {
				return is
			}
		}
	}
	return nil
}
