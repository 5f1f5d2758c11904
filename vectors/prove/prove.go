// Package prove shows that vectors are right: the reference accepts every control, refuses every
// vector for the requirement that it cites, and accepts it with that one check left out. Start with
// [Profile].
package prove

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Prover proves the vectors of one profile. It is safe for concurrent use.
type Prover struct {
	judge Judge
	forge *forge.Forge
	book  *forge.Recipes
	// Verified counts the verifications that were made.
	Verified atomic.Int64
}

// New makes a prover for recipes at rest.
func New(p *spec.Profile, book *forge.Recipes, ring *keys.Ring) (*Prover, error) {
	setting := forge.AtRest(p, ring)
	domains, err := trust.Load(forge.TrustMaterial(ring, setting.Start))
	if err != nil {
		return nil, fmt.Errorf("prove: %w", err)
	}
	attacker, err := attackerKeys(ring)
	if err != nil {
		return nil, err
	}
	fetch := func(string) ([]jose.Key, error) { return attacker, nil }
	return &Prover{
		judge: Judge{Profile: p, Domains: domains, Fetch: fetch},
		forge: forge.New(book, setting), book: book,
	}, nil
}

// attackerKeys are what an attacker's JWK Set would hold.
func attackerKeys(ring *keys.Ring) ([]jose.Key, error) {
	key, err := ring.Get("attacker/ES256")
	if err != nil {
		return nil, err
	}
	return []jose.Key{{Algorithm: "ES256", Public: key.Signer.Public()}}, nil
}

// Recipe mints a recipe and proves it. The error says what does not hold.
func (p *Prover) Recipe(r *forge.Recipe) (vector.Vector, error) {
	v, err := p.forge.Mint(r)
	if err != nil {
		return v, err
	}
	if beyond(r) {
		return v, nil
	}
	if err := p.prove(r, &v); err != nil {
		return v, fmt.Errorf("prove: %s: %s in profile %s: %w", r.Place(), r.ID, p.judge.Profile.Name, err)
	}
	return v, nil
}

// beyond says that only a live target can answer what a recipe asks.
func beyond(r *forge.Recipe) bool {
	return r.AtOnce > 0 || r.OnConnections() || r.Call != nil || r.Issue != nil ||
		r.Answer != nil && r.Answer.Signed || r.Needs.ResponseSigning == "never" ||
		r.Needs.Unsupported != "" ||
		r.Mechanism() == spec.MechanismMTLS && r.Live
}

func (p *Prover) prove(r *forge.Recipe, v *vector.Vector) error {
	if err := p.control(r); err != nil {
		return err
	}
	last, err := p.asExpected(*v)
	if err != nil {
		return err
	}
	if r.Expected() == vector.Either {
		v.Result = last.Result
	}
	switch {
	case v.Steps[len(v.Steps)-1].Answer != nil:
		return p.proveAnswer(r, *v, last)
	case last.Result == vector.Accept:
		return p.proveAccept(r, *v)
	}
	return p.proveReject(r, *v, last)
}

// control asks that the recipe's control holds here and is accepted.
func (p *Prover) control(r *forge.Recipe) error {
	if r.Control == "" {
		return nil
	}
	control, _ := p.book.Find(r.Control)
	if _, ok := p.judge.Profile.Rule(control.Requirement); !ok {
		return fmt.Errorf("its control %s does not hold in this profile", control.ID)
	}
	v, err := p.forge.Mint(control)
	if err != nil {
		return err
	}
	last, err := p.asExpected(v)
	if err == nil && last.Result != vector.Accept {
		err = fmt.Errorf("its control %s is refused: %s: %s", control.ID, last.Requirement, last.Detail)
	}
	return err
}

// asExpected judges a vector and gives the verdict on its last step, once every step is as
// expected.
func (p *Prover) asExpected(v vector.Vector) (Verdict, error) {
	verdicts, err := p.steps(p.judge, v)
	if err != nil {
		return Verdict{}, err
	}
	for i, got := range verdicts {
		want := v.Steps[i].Expect
		if want != vector.Either && got.Result != want {
			return got, fmt.Errorf("step %d: the reference says %s (%s: %s), expected is %s",
				i+1, got.Result, got.Requirement, got.Detail, want)
		}
	}
	return verdicts[len(verdicts)-1], nil
}

func (p *Prover) steps(j Judge, v vector.Vector) ([]Verdict, error) {
	p.Verified.Add(int64(len(v.Steps)))
	return j.Steps(v)
}

// with judges a vector with faults on and gives the verdict on its last step.
func (p *Prover) with(v vector.Vector, faults ...string) (Verdict, error) {
	j := p.judge
	j.Faults = check.With(faults...)
	verdicts, err := p.steps(j, v)
	if err != nil {
		return Verdict{}, err
	}
	return verdicts[len(verdicts)-1], nil
}

func (p *Prover) proveReject(r *forge.Recipe, v vector.Vector, last Verdict) error {
	if !slices.Contains(r.Requirements(), last.Requirement) {
		return fmt.Errorf("it is refused for %s (%s), but cites %s",
			last.Requirement, last.Detail, strings.Join(r.Requirements(), ", "))
	}
	got, err := p.with(v, r.Requirements()...)
	if err == nil && got.Result != vector.Accept {
		err = fmt.Errorf("without the check it is refused all the same, for %s: %s",
			got.Requirement, got.Detail)
	}
	return err
}

func (p *Prover) proveAccept(r *forge.Recipe, v vector.Vector) error {
	for _, id := range r.Requirements() {
		got, err := p.with(v, id+":strict", id)
		if err != nil {
			return err
		}
		if got.Result == vector.Reject {
			return nil
		}
	}
	return errors.New("no stricter reference refuses it")
}

// proveAnswer asks that the reference's answer is as the vector says, and with the fault is not.
func (p *Prover) proveAnswer(r *forge.Recipe, v vector.Vector, last Verdict) error {
	step := v.Steps[len(v.Steps)-1]
	if d := step.Answer.Complaint(last.Answer, step.Request.Fields, callerField); d != "" {
		return fmt.Errorf("the reference's own answer departs: %s", d)
	}
	got, err := p.with(v, r.Requirement)
	if err != nil {
		return err
	}
	if step.Answer.Complaint(got.Answer, step.Request.Fields, callerField) == "" {
		return errors.New("with the fault on, the answer is as good as before")
	}
	return nil
}
