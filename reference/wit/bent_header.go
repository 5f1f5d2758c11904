package wit

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// guessing lets an alg pass that is no algorithm, so that the key decides: the check is bent by its rule.
func guessing(name string, bad, passes func(s *state, alg string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		alg := s.token.Algorithm()
		if !bad(s, alg) {
			return nil
		}
		s.guessed = passes(s, alg)
		return check.FailIf(!s.guessed, "alg %.40q is not accepted here", alg)
	}}
}

// bentPresence looks for the member and not at its value.
var bentPresence = []check.Bent[*state]{guessing("without-value",
	func(_ *state, alg string) bool { return alg == "" },
	func(s *state, _ string) bool { return s.token.Header.Has("alg") })}

// bentNone refuses one spelling, which the library behind it does not mind, or a signature that is not
// there.
var bentNone = []check.Bent[*state]{
	guessing("one-case", isNone, func(_ *state, alg string) bool { return alg != "none" }),
	guessing("signed", isNone, func(s *state, _ string) bool { return len(s.token.Signature) > 0 }),
}

func isNone(_ *state, alg string) bool { return jose.IsNone(alg) }

// bentAsymmetric knows some of the names that are bad.
var bentAsymmetric = []check.Bent[*state]{
	guessing("hs256-alone", isUnsuited, func(_ *state, alg string) bool {
		return jose.IsSymmetric(alg) && alg != "HS256"
	}),
	guessing("macs-alone", isUnsuited, func(_ *state, alg string) bool { return jose.IsEncryption(alg) }),
}

func isUnsuited(_ *state, alg string) bool { return jose.IsSymmetric(alg) || jose.IsEncryption(alg) }

// bentPolicy finds what nobody has put on the list of algorithms: in another case, by how a name begins,
// or because every object of the language has it.
var bentPolicy = []check.Bent[*state]{
	guessing("any-case", isUnknown, func(_ *state, alg string) bool {
		same := func(known string) bool { return strings.EqualFold(known, alg) }
		return slices.ContainsFunc(jose.Algorithms(), same)
	}),
	guessing("prefix", isUnknown, func(_ *state, alg string) bool {
		begins := func(family string) bool { return strings.HasPrefix(alg, family) }
		return slices.ContainsFunc([]string{"ES", "PS", "RS"}, begins)
	}),
	guessing("member-name", isUnknown, func(_ *state, alg string) bool { return alg == "constructor" }),
}

func isUnknown(s *state, alg string) bool { return !jose.IsSignature(alg) && !s.otherwiseRefused(alg) }

// bentTyp are ways to be content with another typ, or with none. What is compared is in lower case and
// without "application/", as in the right check.
var bentTyp = []check.Bent[*state]{
	typIf("absent", func(s *state, _ string) bool { return !s.token.Header.Has("typ") }),
	typIf("not-a-string", func(s *state, _ string) bool {
		_, isText := s.token.Header.String("typ")
		return s.token.Header.Has("typ") && !isText
	}),
	typIf("any-jwt", func(_ *state, typ string) bool { return typ == "jwt" }),
	typIf("plus-jwt", func(_ *state, typ string) bool { return strings.HasSuffix(typ, "+jwt") }),
	typIf("prefix", func(s *state, typ string) bool { return strings.HasPrefix(typ, s.facts.Typ) }),
	typIf("ending", func(s *state, typ string) bool { return strings.HasSuffix(typ, s.facts.Typ) }),
	typIf("behind-the-slash", func(s *state, typ string) bool {
		return strings.HasSuffix(typ, "/"+s.facts.Typ)
	}),
	typIf("any-revision", func(_ *state, typ string) bool { return typ == "wit+jwt" || typ == "wimse-id+jwt" }),
}

func typIf(name string, alike func(s *state, typ string) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		text, _ := s.token.Header.String("typ")
		typ := strings.TrimPrefix(strings.ToLower(text), "application/")
		bad := !jose.Conveys(s.token.Header, s.facts.Typ) && !alike(s, typ)
		return check.FailIf(bad, "typ does not convey %s", s.facts.Typ)
	}}
}

// bentCritical takes an extension for understood: because it is there, because the library knows its
// name, or because the first of several is.
var bentCritical = []check.Bent[*state]{
	criticalIf("there", func(header jose.Object, names []any) bool {
		return !slices.ContainsFunc(names, func(n any) bool {
			name, _ := n.(string)
			return !header.Has(name)
		})
	}),
	criticalIf("b64", func(_ jose.Object, names []any) bool {
		return !slices.ContainsFunc(names, func(n any) bool { return n != "b64" })
	}),
	criticalIf("first-of-several", func(header jose.Object, names []any) bool {
		return names[0] == "b64" && header.Members["b64"] == true
	}),
}

func criticalIf(name string, understood func(header jose.Object, names []any) bool) check.Bent[*state] {
	return check.Bent[*state]{Name: name, Run: func(s *state) error {
		names, _ := s.token.Header.Members["crit"].([]any)
		if len(names) > 0 && understood(s.token.Header, names) {
			return nil
		}
		return jose.RefuseCritical(s.token.Header)
	}}
}
