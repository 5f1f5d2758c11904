package forge

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Forge mints vectors in one setting. It is safe for concurrent use.
type Forge struct {
	Setting
	book *Recipes
	run  string
	made *jose.Tally
	wits *sync.Map // signed WITs by what was signed: one WIT serves many proofs
}

// New makes a forge for the recipes of a book.
func New(book *Recipes, s Setting) *Forge {
	return &Forge{
		Setting: s, book: book, run: s.Unique("run"), made: &jose.Tally{}, wits: &sync.Map{},
	}
}

// Made gives the number of signatures made so far, by algorithm.
func (f *Forge) Made() map[string]int { return f.made.Counts() }

// With gives a forge that differs in its proof algorithm and shares everything else.
func (f *Forge) With(algorithm string) *Forge {
	s := f.Setting
	s.Algorithm = algorithm
	return &Forge{Setting: s, book: f.book, run: f.run, made: f.made, wits: f.wits}
}

// Mint makes the vector of a recipe. An error names the recipe and its place.
func (f *Forge) Mint(r *Recipe) (vector.Vector, error) {
	m := &minting{Forge: f, recipe: r, named: map[string]string{}}
	v := vector.Vector{
		ID: r.ID, Requirements: r.Requirements(), Control: r.Control, Comment: r.Comment,
		Result: r.Expected(), VerifyAt: f.Now(),
	}
	if r.Needs != (vector.Needs{}) {
		v.Needs = &r.Needs
	}
	if rule, ok := f.Profile.Rule(r.Requirement); ok {
		v.Level, v.Source = rule.Level, rule.Source
	}
	steps, err := m.steps()
	if err != nil {
		return v, fmt.Errorf("forge: %s: %s: %w", r.Place(), r.ID, err)
	}
	v.Steps = steps
	if r.mechanism != spec.MechanismIdentifier {
		v.Recipient = &vector.Recipient{
			Audience: f.Audience, UnderstoodTokens: UnderstoodTokens,
			Identifier: m.identifier([]string{"workload-b"}),
		}
	}
	return v, nil
}

// UnderstoodTokens are the header fields whose tokens the recipient of vectors at rest understands.
var UnderstoodTokens = []string{"txn-token", "x-other-token"}

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

// chain gives the model of a recipe's control with the recipe's change merged into it, and the edits
// of both.
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

func (m *minting) sealToken(name string, part any) (string, error) {
	expanded, err := m.expand(part)
	if err != nil {
		return "", err
	}
	t, err := tokenOf(expanded)
	if err != nil {
		return "", err
	}
	s, err := m.sign(t)
	if err != nil {
		return "", err
	}
	if err := s.edit(t.Edit, m.tokens); err != nil {
		return "", err
	}
	if s.body != nil {
		m.body = s.body
	}
	return s.text(), nil
}

func (m *minting) sign(t token) (*sealed, error) {
	header, err := t.text(t.Header, t.HeaderText, t.HeaderFirst, t.HeaderLast)
	if err != nil {
		return nil, err
	}
	claims, err := t.text(t.Claims, t.ClaimsText, t.ClaimsFirst, t.ClaimsLast)
	if err != nil {
		return nil, err
	}
	claims = t.disguise(claims)
	enc := base64.RawURLEncoding.EncodeToString
	input := enc([]byte(header)) + "." + enc([]byte(claims))
	if t.Sign == "" {
		t.Sign, _ = t.Header["alg"].(string)
	}
	signature, err := m.signature(t, input)
	return &sealed{parts: append(strings.Split(input, "."), enc(signature))}, err
}

// signature makes a signature, or takes the one that was made for the same input before.
func (m *minting) signature(t token, input string) ([]byte, error) {
	memo := t.Key + " " + t.Sign + " " + input
	if s, ok := m.wits.Load(memo); ok {
		return s.([]byte), nil
	}
	m.made.Add(t.Sign)
	s, err := Sign(m.Ring, t.Key, t.Sign, input)
	if _, isWIT := t.Claims["cnf"]; isWIT {
		m.wits.Store(memo, s)
	}
	return s, err
}

// disguise makes of the claims what is no JSON object any more.
func (t token) disguise(claims string) string {
	switch {
	case t.ClaimsWrap != "":
		return strings.Replace(t.ClaimsWrap, "$", claims, 1)
	case t.ClaimsQuote:
		return strconv.Quote(claims)
	case t.ClaimsByte:
		return claims[:len(claims)-1] + ",\"odd\":\"\xff\"}"
	}
	return claims
}

// text writes an object as the recipe wants it.
func (t token) text(o tree, whole, first, last string) (string, error) {
	if whole != "" {
		return whole, nil
	}
	text, err := jsonText(o)
	if err != nil {
		return "", err
	}
	if first != "" {
		text = "{" + first + "," + text[1:]
	}
	if last != "" {
		text = text[:len(text)-1] + "," + last + "}"
	}
	return text, nil
}
