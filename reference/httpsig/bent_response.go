package httpsig

import (
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentReplays keep a nonce together with more than it belongs to.
var bentReplays = []check.Bent[*state]{
	{Name: "with-created", Run: rememberWith(func(s *state) string {
		return strconv.FormatInt(s.created.Unix(), 10)
	})},
	{Name: "with-the-wit", Run: rememberWith(func(s *state) string { return s.wit.Value })},
	{Name: "with-the-target", Run: rememberWith(func(s *state) string { return s.msg.Request.URL })},
}

func rememberWith(more func(*state) string) func(*state) error {
	return func(s *state) error {
		s.remembered = true
		return s.use(s.replayScope() + " " + more(s))
	}
}

// bentUnsigned ask for a signature of one kind of success alone.
var bentUnsigned = map[string][]check.Bent[*state]{
	"RSP-UNSIGNED-REJECT":      {{Name: "of-200-alone", Run: unsignedOf200}},
	"RSP-ABSENT-REJECT-LEGACY": {{Name: "of-200-alone", Run: unsignedOf200}},
}

func unsignedOf200(s *state) error {
	if s.untagged() && notOK(s) {
		return check.ErrDone
	}
	return check.FailIf(s.untagged() && s.required, "%w", errUnsigned)
}

// bentResponseParameters ask for some of the parameters alone, or for any value of them.
var bentResponseParameters = []check.Bent[*state]{
	{Name: "times-alone", Run: needAll((*signature).hasInteger, "created", "expires")},
	{Name: "nonce-alone", Run: needAll((*signature).hasText, "nonce")},
	{Name: "of-any-type", Run: needAll(func(g *signature, name string) bool {
		return g.parameter(name) != nil
	}, "created", "expires", "nonce")},
}

func (g *signature) hasInteger(name string) bool { _, ok := g.integer(name); return ok }

func (g *signature) hasText(name string) bool { v, _ := g.text(name); return v != "" }

func needAll(has func(*signature, string) bool, names ...string) func(*state) error {
	return func(s *state) error {
		for _, name := range names {
			if !has(s.sig, name) {
				return check.FailIf(true, "it has no parameter %s", name)
			}
		}
		return nil
	}
}

// bentRequestNonces compare the nonce of the request by another rule than that it is equal.
var bentRequestNonces = []check.Bent[*state]{
	{Name: "begins-with-the-right-one", Run: requestNonceOr(func(_ *state, nonce, right string) bool {
		return strings.HasPrefix(nonce, right)
	})},
	{Name: "prefix", Run: requestNonceOr(func(_ *state, nonce, right string) bool {
		return nonce != "" && strings.HasPrefix(right, nonce)
	})},
	{Name: "any-case", Run: requestNonceOr(func(_ *state, nonce, right string) bool {
		return strings.EqualFold(nonce, right)
	})},
	{Name: "any-value", Run: requestNonceOr(func(_ *state, nonce, _ string) bool { return nonce != "" })},
	{Name: "where-there-is-one", Run: requestNonceOr(func(s *state, _, _ string) bool {
		return s.sig.parameter(s.facts.RequestNonce) == nil
	})},
	{Name: "that-of-the-response", Run: requestNonceOr(func(s *state, nonce, _ string) bool {
		own, _ := s.sig.text("nonce")
		return nonce != "" && nonce == own
	})},
}

func requestNonceOr(alike func(s *state, nonce, right string) bool) func(*state) error {
	return unless(func(s *state) bool {
		nonce, _ := s.sig.text(s.facts.RequestNonce)
		return alike(s, nonce, nonceOf(s.facts, s.msg.Request))
	}, refuseOtherNonce)
}
