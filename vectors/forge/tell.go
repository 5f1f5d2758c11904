package forge

import (
	"fmt"
	"maps"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// tell makes the step of a recipe that tells a live caller or issuer what to do.
func (m *minting) tell(model tree) (vector.Step, error) {
	if m.recipe.Issue != nil {
		return m.tellIssuer()
	}
	call, err := m.callOf(model)
	return vector.Step{Call: call}, err
}

// callOf gives the URL of a call as a path with a query: who listens for it puts its own address in
// front.
func (m *minting) callOf(model tree) (*vector.Call, error) {
	r, err := readPart[request](m, model["request"])
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	call := &vector.Call{Binding: string(m.recipe.mechanism), Method: r.Method, URL: "/orders" + r.Path,
		Headers: message.Fields{}, Body: []byte(r.Body)}
	if r.Query != "" {
		call.URL += "?" + r.Query
	}
	if err := addFields(&call.Headers, r.Fields); err != nil {
		return nil, err
	}
	return call, m.instruct(call)
}

// instruct adds what the recipe says about the call itself.
func (m *minting) instruct(call *vector.Call) (err error) {
	told := Call{}
	switch {
	case m.recipe.Call != nil:
		told = *m.recipe.Call
	case m.recipe.Caller != nil:
		told.RequireSignedResponse = m.recipe.Caller.RequireSignedResponse
		told.ExpectedPeer = m.recipe.Caller.ExpectedPeer
	}
	if call.Binding == "wit" {
		call.Binding = m.binding()
	}
	if told.Binding != "" {
		call.Binding = told.Binding
	}
	call.RequireSignedResponse = told.RequireSignedResponse
	if call.Audience, err = m.text(told.Audience); err != nil {
		return err
	}
	call.ExpectedPeer, err = m.text(told.ExpectedPeer)
	return err
}

// tellIssuer asks for the WIT of workload-a and its key, but for what the recipe says.
func (m *minting) tellIssuer() (vector.Step, error) {
	told := tree{"sub": "${id workload-a}", "jwk": "${jwk workload-a/ES256 ES256}"}
	maps.Copy(told, m.recipe.Issue)
	for name, v := range told {
		switch {
		case name != "sub" && name != "jwk":
			return vector.Step{}, fmt.Errorf("issue: unknown member %q", name)
		case v == absent:
			delete(told, name)
		}
	}
	expanded, err := m.expandTree(told)
	if err != nil {
		return vector.Step{}, fmt.Errorf("issue: %w", err)
	}
	return vector.Step{Issue: &vector.Issue{Subject: expanded["sub"], JWK: expanded["jwk"]}}, nil
}

// Respond makes the response of a recipe to a request that a live caller has made.
func (f *Forge) Respond(r *Recipe, req message.Request) (message.Response, error) {
	m := &minting{Forge: f, recipe: r, named: map[string]string{}, tokens: map[string]string{},
		claims: map[string]tree{}, now: f.Now()}
	model, after, err := m.chain(r)
	if err != nil {
		return message.Response{}, fmt.Errorf("forge: %s: %w", r.ID, err)
	}
	if err := m.sealTokens(model, "rsp-wit"); err != nil {
		return message.Response{}, fmt.Errorf("forge: %s: %w", r.ID, err)
	}
	res, _, err := m.respond(model, &req, after)
	if err != nil {
		return message.Response{}, fmt.Errorf("forge: %s: %w", r.ID, err)
	}
	return *res, nil
}
