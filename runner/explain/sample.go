package explain

import (
	"path"

	"github.com/wimsespec/wimsespec/runner/explain/wire"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// sample is a case as it is minted at rest, beside its control.
type sample struct {
	Case    string        `json:"case"`
	Recipe  string        `json:"recipe"`
	Comment string        `json:"comment"`
	Control string        `json:"control,omitempty"`
	Expect  vector.Result `json:"expect"`
	// Messages is how many messages the case has; the last one is shown.
	Messages int `json:"messages"`
	AtOnce   int `json:"at_once,omitempty"`
	// Manner says how the case is sent where that is more than messages in their order.
	Manner string `json:"manner,omitempty"`
	// Message is the last message as it goes on the wire, with tokens shortened: the request,
	// and behind it the response where that is what is asked about.
	Message []string `json:"message"`
	// Told is what a caller or an issuer is told, in the place of a message.
	Told []string `json:"told,omitempty"`
	// Token names the first token that differs from the control's, and Decoded is what it says.
	Token   string   `json:"token,omitempty"`
	Decoded []string `json:"decoded,omitempty"`
	// Difference is what the control does not share, with a little around it.
	Difference []string `json:"difference,omitempty"`
	// SignatureBase is that of the message, where it has an HTTP message signature.
	SignatureBase *signatureBase `json:"signature_base,omitempty"`
	// Reference is what the reference makes of the message; Faulty what it does with Fault on.
	Reference string   `json:"reference,omitempty"`
	Fault     []string `json:"fault,omitempty"`
	Faulty    string   `json:"faulty,omitempty"`
	// identifiers says that the question is about identifiers, and that there is no message.
	identifiers bool
	role        spec.Role
}

func sampleOf(p *spec.Profile, book *forge.Recipes, r *forge.Recipe) (*sample, error) {
	ring := keys.Published()
	f := &fresh{Setting: forge.AtRest(p, ring)}
	f.Live, f.Binding = told(r), "wpt" // a caller with another binding is told that one
	v, err := forge.New(book, f.counted(r)).Mint(r)
	if err != nil {
		return nil, err
	}
	s := &sample{
		Case: r.ID, Recipe: path.Join("vectors/recipes", r.Place()), Comment: r.Comment,
		Control: r.Control, Expect: r.Expected(), Messages: len(v.Steps), AtOnce: r.AtOnce, Manner: r.Manner(), role: r.Role(),
	}
	last := v.Steps[len(v.Steps)-1]
	if told(r) {
		s.Control, s.Told, s.Message = "", tellingOf(last), []string{}
		return s, nil
	}
	s.Message, s.identifiers = wire.Lines(last), last.Identifier != nil
	before, err := f.control(book, r)
	if err != nil {
		return nil, err
	}
	if before != nil {
		s.compare(*before, last)
	}
	s.SignatureBase = signatureBaseOf(p, r.Control, before, last)
	return s, s.judge(p, ring, r, v)
}

// control mints the last message of a recipe's control, if it has one.
func (f *fresh) control(book *forge.Recipes, r *forge.Recipe) (*vector.Step, error) {
	control, ok := book.Find(r.Control)
	if !ok {
		return nil, nil
	}
	c, err := f.mintAs(book, control, r)
	if err != nil {
		return nil, err
	}
	return &c.Steps[len(c.Steps)-1], nil
}

// compare finds what a message does not share with the last message of its control.
func (s *sample) compare(before, last vector.Step) {
	s.Difference, s.Token, s.Decoded = wire.Compare(before, last)
}
