package vector

import "github.com/wimsespec/wimsespec/reference/verifier"

// Question is the vector without what gives its answer away, as the reference reads it.
func (v Vector) Question() verifier.Vector {
	q := verifier.Vector{
		ID: v.ID, VerifyAt: v.VerifyAt, Role: v.Role, Recipient: v.Recipient, Caller: v.Caller,
	}
	for _, s := range v.Steps {
		q.Steps = append(q.Steps, verifier.Step{
			Request: s.Request, Response: s.Response, Peer: s.Peer,
			Identifier: s.Identifier, Other: s.Other,
		})
	}
	return q
}
