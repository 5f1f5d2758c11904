package httpsig

import (
	"maps"
	"slices"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// bentAlgorithm lets the message choose the algorithm.
var bentAlgorithm = []check.Bent[*state]{{Name: "alg-parameter-believed", Run: func(s *state) error {
	alg, _ := s.sig.text("alg")
	s.verified = s.verified || alg != "" && s.verifies(s.sig, alg, reading{})
	return check.FailIf(!s.verified && otherAlgorithm(s), "it verifies only by another algorithm")
}}}

// bentConflict know some algorithms that are wrong, or compare only the kind of key.
var bentConflict = []check.Bent[*state]{
	{Name: "known-bad-alone", Run: func(s *state) error {
		name, _ := s.sig.text("alg")
		return check.FailIf(name == "hmac-sha256", "alg %q is none of a key pair", name)
	}},
	{Name: "kind-of-key-alone", Run: unless(func(s *state) bool {
		name, _ := s.sig.text("alg")
		kind, _, _ := strings.Cut(name, "-")
		right, _, _ := strings.Cut(registeredName(s.algorithm()), "-")
		return kind == right
	}, contradicted)},
}

// bentSignatures verify more than the signature over its base.
var bentSignatures = []check.Bent[*state]{
	{Name: "any-of-several", Run: unless(func(s *state) bool {
		return slices.ContainsFunc(s.all, func(g *signature) bool { return s.verifiesAs(g, reading{}) })
	}, refuseBad)},
	{Name: "zero", Run: unless(zeroSignature, refuseBad)},
	{Name: "empty", Run: unless(emptySignature, refuseBad)},
	{Name: "public-key-as-secret", Run: unless(func(s *state) bool {
		base, err := s.sig.base(s.msg, reading{})
		return err == nil && jose.Verify("HS256", s.wit.Confirmation, base, s.sig.value) == nil
	}, refuseBad)},
	{Name: "known-parameters-alone", Run: unless(knownParametersVerify, refuseBad)},
	{Name: "lines-in-an-order-of-its-own", Run: unless(inOwnOrder, refuseBad)},
	{Name: "first-line-of-a-field", Run: unless(verifyingAs(firstLine), refuseBad)},
	{Name: "method-in-lower-case", Run: unless(verifyingAs(lowerMethod), refuseBad)},
}

// bentResponseSignatures do so with responses, or look at successes alone.
var bentResponseSignatures = []check.Bent[*state]{
	{Name: "zero", Run: unless(zeroSignature, refuseBadResponse)},
	{Name: "empty", Run: unless(emptySignature, refuseBadResponse)},
	{Name: "of-200-alone", Run: unless(notOK, refuseBadResponse)},
}

// zeroSignature is what an implementation of ECDSA accepts that does not look at the range of r and s.
func zeroSignature(s *state) bool {
	nonzero := func(b byte) bool { return b != 0 }
	return len(s.sig.value) > 0 && !slices.ContainsFunc(s.sig.value, nonzero)
}

func emptySignature(s *state) bool { return len(s.sig.value) == 0 }

// knownParametersVerify writes the parameters from what it has understood of them.
func knownParametersVerify(s *state) bool {
	g := *s.sig
	g.list.Params = httpsfv.NewParams()
	for _, name := range s.sig.list.Params.Names() {
		if slices.Contains(knownParameters, name) {
			g.list.Params.Add(name, s.sig.parameter(name))
		}
	}
	return s.verifiesAs(&g, reading{})
}

// inOwnOrder writes the lines of the base in the order of the draft, with further ones behind.
func inOwnOrder(s *state) bool {
	raw, err := httpsfv.Marshal(s.sig.list)
	if err != nil || s.sig.raw != "" {
		return false
	}
	place := map[string]int{}
	for i, name := range s.mustCover() {
		place[name] = i - len(s.mustCover())
	}
	items := map[string]httpsfv.Item{}
	for i, c := range s.covered {
		items[c.Bare()] = s.sig.list.Items[i]
	}
	names := slices.Sorted(maps.Keys(items))
	slices.SortStableFunc(names, func(a, b string) int { return place[a] - place[b] })
	g := *s.sig
	g.raw, g.list.Items = raw, nil
	for _, name := range names {
		g.list.Items = append(g.list.Items, items[name])
	}
	return s.verifiesAs(&g, reading{})
}

func verifyingAs(tweak func(m Message, c Component, value string) string) func(*state) bool {
	return func(s *state) bool { return s.verifiesAs(s.sig, reading{tweak: tweak}) }
}

func firstLine(m Message, c Component, value string) string {
	if lines := m.fieldsOf(c).Values(c.Name); !c.Derived() && len(lines) > 1 {
		return unfold(lines[0])
	}
	return value
}

func lowerMethod(_ Message, c Component, value string) string {
	if c.Name == "@method" {
		return strings.ToLower(value)
	}
	return value
}
