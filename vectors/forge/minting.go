package forge

import (
	"fmt"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// minting is the making of one vector.
type minting struct {
	*Forge
	recipe *Recipe
	now    int64
	fresh  int
	named  map[string]string
	tokens map[string]string
	body   []byte
}

func (m *minting) steps() ([]vector.Step, error) {
	written := m.recipe.Steps
	if len(written) == 0 {
		written = []Step{{Expect: m.recipe.Expected()}}
	}
	var steps []vector.Step
	for i, w := range written {
		step, err := m.step(w, steps)
		if err != nil {
			return nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		step.Expect, step.NewConnection = w.Expect, w.NewConnection
		if i == len(written)-1 {
			step.Answer, err = m.answer()
		}
		if err != nil {
			return nil, err
		}
		steps = append(steps, step)
	}
	return steps, nil
}

func (m *minting) step(w Step, before []vector.Step) (vector.Step, error) {
	if w.Same && len(before) > 0 {
		return vector.Step{Request: before[0].Request}, nil
	}
	m.now, m.tokens, m.body = m.Now(), map[string]string{}, nil
	model, after, err := m.chain(m.recipe)
	if err != nil {
		return vector.Step{}, err
	}
	model = merge(model, w.Change)
	if m.recipe.mechanism == spec.MechanismIdentifier {
		return m.identifierStep(model)
	}
	req, err := m.seal(model, append(after, w.After...))
	return vector.Step{Request: req}, err
}

// answer works out the expressions in what the recipe expects of the answer.
func (m *minting) answer() (*vector.Answer, error) {
	if m.recipe.Answer == nil || m.recipe.Answer.Caller == "" {
		return m.recipe.Answer, nil
	}
	a := *m.recipe.Answer
	caller, err := m.expandText(a.Caller)
	a.Caller = fmt.Sprint(caller)
	return &a, err
}

// chain gives the model of a recipe's control with the recipe's change merged into it, and the
// edits of both.
func (m *minting) chain(r *Recipe) (tree, []Edit, error) {
	model, after := m.base(), []Edit(nil)
	if r.Control != "" {
		control, _ := m.book.Find(r.Control)
		var err error
		if model, after, err = m.chain(control); err != nil {
			return nil, nil, err
		}
	}
	return merge(model, r.Change), append(after, r.After...), nil
}

// seal signs the tokens in order and makes the request.
func (m *minting) seal(model tree, after []Edit) (*message.Request, error) {
	for _, name := range order(model) {
		if name == "request" || name == "wpt" && !m.proves() {
			continue
		}
		text, err := m.sealToken(name, model[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		m.tokens[name] = text
	}
	req, err := m.request(model)
	if err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	return req, editRequest(req, after, func(s string) (string, error) {
		v, err := m.expandText(s)
		return fmt.Sprint(v), err
	})
}

// proves says whether the message carries a proof: at rest, vectors of the WIT have none.
func (m *minting) proves() bool { return m.Live || m.recipe.mechanism != spec.MechanismWIT }
