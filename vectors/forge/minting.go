package forge

import (
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/httpsig"
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
	// claims are those that the tokens were to have, whatever was done to them then.
	claims map[string]tree
	body   []byte
	// requestNonce is the nonce of the request to which a response is made.
	requestNonce string
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
		first := before[0]
		return vector.Step{
			Request: first.Request, Response: first.Response, SignatureBase: first.SignatureBase,
			Peer: first.Peer, Call: first.Call,
		}, nil
	}
	m.now, m.tokens, m.claims, m.body = m.Now(), map[string]string{}, map[string]tree{}, nil
	if m.recipe.mechanism == spec.MechanismMTLS {
		return m.peerStep(w)
	}
	model, after, err := m.chain(m.recipe)
	if err != nil {
		return vector.Step{}, err
	}
	model = m.changed(model, w.Change)
	switch {
	case m.recipe.mechanism == spec.MechanismIdentifier:
		return m.identifierStep(model)
	case m.Live && m.recipe.Role() != spec.RoleRecipient:
		return m.tell(model)
	}
	return m.exchange(model, append(after, w.After...))
}

// exchange makes the request of a step, and the response where that is what is asked about.
func (m *minting) exchange(model tree, after []Edit) (vector.Step, error) {
	if err := m.sealTokens(model, order(model)...); err != nil {
		return vector.Step{}, err
	}
	req, base, err := m.seal(model, after)
	step := vector.Step{Request: req, SignatureBase: base}
	if err == nil && m.recipe.Caller != nil {
		step.Response, step.SignatureBase, err = m.respond(model, req, after)
	}
	return step, err
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
	if r.Control == "" {
		return m.changed(m.base(), r.Change), slices.Clone(r.After), nil
	}
	control, _ := m.book.Find(r.Control)
	model, after, err := m.chain(control)
	if err != nil {
		return nil, nil, err
	}
	return m.changed(model, r.Change), append(after, r.After...), nil
}

// changed merges a change into a model. Where messages about the WIT are signed, what it says of the
// proof is said of the signature. A proof that a change puts beside a signature is otherwise good.
func (m *minting) changed(model, change tree) tree {
	if _, beside := change["wpt"].(tree); beside && m.recipe.mechanism == spec.MechanismHTTPSig {
		model = merge(tree{"wpt": m.baseTokens()["wpt"]}, model)
	}
	model = merge(model, change)
	if m.recipe.mechanism == spec.MechanismWIT && m.proves("httpsig") {
		return provedBySignature(model, change)
	}
	return model
}

// provedBySignature makes of what a recipe about the WIT says of the proof the same of a signature.
func provedBySignature(model, change tree) tree {
	proof, changed := change["wpt"]
	if proof == absent {
		return merge(model, tree{"sig": absent})
	}
	p, err := tokenOf(proof)
	if !changed || err != nil {
		return model
	}
	told := tree{}
	if p.Key != "" {
		told["key"] = p.Key
	}
	if alg, ok := p.Header["alg"]; ok {
		told["sign"] = alg
	}
	if p.Sign != "" {
		told["sign"] = p.Sign
	}
	return merge(model, tree{"sig": told})
}

// sealTokens signs tokens in the given order.
func (m *minting) sealTokens(model tree, names ...string) error {
	for _, name := range names {
		if name == "wpt" && !m.proves("wpt") || name == "rsp-wit" && m.recipe.Caller == nil {
			continue
		}
		if _, there := model[name]; !there {
			continue // a response need not have a WIT
		}
		text, err := m.sealToken(name, model[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		m.tokens[name] = text
	}
	return nil
}

// seal makes the request that carries the sealed tokens, signs it where the model says so, and edits
// it. It gives the signature base as well.
func (m *minting) seal(model tree, after []Edit) (*message.Request, string, error) {
	req, err := m.request(model)
	if err != nil {
		return nil, "", fmt.Errorf("request: %w", err)
	}
	base := ""
	if m.signs(model) {
		base, err = m.signMessage(httpsig.Message{Request: req}, &req.Fields, model, "sig")
	}
	if err != nil {
		return nil, "", err
	}
	return req, base, editRequest(req, after, m.recipe.Caller != nil, m.text)
}

// proves says whether the message carries a proof of the given binding: at rest, vectors of the WIT
// have none, and live they have the one that the setting names.
func (m *minting) proves(binding string) bool {
	if m.recipe.mechanism == spec.MechanismWIT {
		return m.Live && m.binding() == binding
	}
	return true
}

func (m *minting) signs(model tree) bool {
	_, there := model["sig"]
	return there && m.proves("httpsig")
}

// binding is the proof that messages about the WIT carry live.
func (m *minting) binding() string {
	if m.Binding == "" {
		return "wpt"
	}
	return m.Binding
}
