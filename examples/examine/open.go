package examine

import (
	"regexp"
	"slices"
)

// elision is how authors leave something out.
var elision = regexp.MustCompile(`\.\.\.|…|(?m)^ *(\[.*\]|<.*>) *$`)

// abridged says that a text leaves something out, so that nobody can check it.
func abridged(text string) bool { return elision.MatchString(text) }

// curves are those that the reference knows, by kty; a kty without curves has none.
var curves = map[string][]string{
	"EC": {"P-256", "P-384", "P-521"}, "OKP": {"Ed25519"}, "RSA": nil,
}

// unknownKey says that a key is of a type or on a curve that is not known here, and may be right.
func unknownKey(jwk map[string]any) bool {
	kty, named := jwk["kty"].(string)
	crv, _ := jwk["crv"].(string)
	known, ours := curves[kty]
	return named && (!ours || known != nil && crv != "" && !slices.Contains(known, crv))
}
