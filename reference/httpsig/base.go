package httpsig

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Message is what a signature covers: a request, or a response with the request that it answers.
type Message struct {
	Request *message.Request
	// Response is nil where the signature is the request's.
	Response *message.Response
}

// Base writes the signature base of a message (RFC 9421, Section 2.5): one line for each covered
// component, and behind them the signature parameters as Signature-Input has them, in canonical
// form. The lines are separated by single line feeds; none stands at the end.
func Base(m Message, components []Component, params string) (string, error) {
	return base(m, components, params, reading{})
}

// reading says what an implementation with a fault overlooks in a list of components, or reads in
// its own way.
type reading struct {
	// twice and parameter let pass a component that stands there twice, and a parameter that nobody
	// knows; unknown, absent and other a component that has no value here, with none.
	twice, parameter, unknown, absent, other bool
	// bareQuery takes an empty query as nothing.
	bareQuery bool
	// tweak changes the value of a component; nil changes none.
	tweak func(m Message, c Component, value string) string
}

func base(m Message, components []Component, params string, how reading) (string, error) {
	if err := refuseTwice(components); err != nil && !how.twice {
		return "", err
	}
	var base strings.Builder
	for _, c := range components {
		value, err := m.read(c, how)
		if err != nil {
			return "", err
		}
		base.WriteString(c.String() + ": " + value + "\n")
	}
	return base.String() + `"@signature-params": ` + params, nil
}

func (m Message) read(c Component, how reading) (string, error) {
	if err := c.check(); err != nil && !how.parameter {
		return "", err
	}
	if m.unknown(c) && how.unknown || m.absent(c) && how.absent || m.foreign(c) && how.other {
		return "", nil
	}
	value, err := m.derive(c)
	if c.Name == "@query" && how.bareQuery && value == "?" {
		value = ""
	}
	if how.tweak != nil {
		value = how.tweak(m, c, value)
	}
	return value, err
}

// refuseTwice refuses a component that stands in the list again. The order of its parameters makes
// no difference (RFC 9421, Section 2).
func refuseTwice(components []Component) error {
	seen := map[string]bool{}
	for _, c := range components {
		parts := strings.Split(c.String(), ";")
		slices.Sort(parts)
		id := strings.Join(parts, ";")
		if seen[id] {
			return fmt.Errorf("component %.80s is covered twice", c)
		}
		seen[id] = true
	}
	return nil
}

// Value gives the value of a component of the message.
func (m Message) Value(c Component) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	return m.derive(c)
}

func (m Message) derive(c Component) (string, error) {
	ofRequest := m.Response == nil || c.flag("req")
	switch {
	case m.foreign(c):
		return "", fmt.Errorf("component %.80s is none of a request", c)
	case c.flag("tr"):
		return "", fmt.Errorf("component %.80s: trailers are not read here", c)
	case ofRequest && m.Request == nil:
		return "", fmt.Errorf("component %.80s: the request is not known", c)
	case !c.Derived() && ofRequest:
		return fieldValue(m.Request.Fields, c)
	case !c.Derived():
		return fieldValue(m.Response.Fields, c)
	case ofRequest:
		return requestValue(m.Request, c)
	case c.Name == "@status":
		return strconv.Itoa(m.Response.Status), nil
	}
	return "", fmt.Errorf("component %.80s is none of a response", c)
}
