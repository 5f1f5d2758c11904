package forge

import (
	"fmt"
	"sync"

	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Forge mints vectors in one setting. It is safe for concurrent use.
type Forge struct {
	Setting
	book *Recipes
	run  string
	made *jose.Tally
	wits *sync.Map // signed WITs by what was signed: one WIT serves many proofs; and certificates
	// certified counts the certificates that were signed.
	certified *jose.Tally
	// bases are the models of valid exchanges, by the kind of recipe that departs from them.
	bases sync.Map
}

// New makes a forge for the recipes of a book.
func New(book *Recipes, s Setting) *Forge {
	return &Forge{
		Setting: s, book: book, run: s.Unique("run"), made: &jose.Tally{}, wits: &sync.Map{},
		certified: &jose.Tally{},
	}
}

// Made gives the number of signatures made so far, by algorithm.
func (f *Forge) Made() map[string]int { return f.made.Counts() }

// With gives a forge that differs in its proof algorithm and shares everything else.
func (f *Forge) With(algorithm string) *Forge {
	s := f.Setting
	s.Algorithm = algorithm
	return &Forge{Setting: s, book: f.book, run: f.run, made: f.made, wits: f.wits, certified: f.certified}
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
	if r.Usage == UsageServer {
		v.Role = string(spec.RoleCaller)
	}
	if r.mechanism != spec.MechanismIdentifier && r.mechanism != spec.MechanismMTLS {
		v.Recipient = &vector.Recipient{
			Audience: f.Audience, UnderstoodTokens: UnderstoodTokens,
			Identifier: m.identifier([]string{"workload-b"}),
		}
	}
	if r.Caller != nil {
		peer, err := m.text(r.Caller.ExpectedPeer)
		if err != nil {
			return v, fmt.Errorf("forge: %s: %s: caller: %w", r.Place(), r.ID, err)
		}
		v.Role, v.Caller = string(spec.RoleCaller), &vector.Caller{
			RequireSignedResponse: r.Caller.RequireSignedResponse, ExpectedPeer: peer,
		}
	}
	return v, nil
}

// UnderstoodTokens are the header fields whose tokens the recipient of vectors at rest understands.
var UnderstoodTokens = []string{"txn-token", "x-other-token"}
