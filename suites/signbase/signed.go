package signbase

import (
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/spec"
)

// Recipient gives the base that whoever receives a message has to compute for its signature; empty
// where Signature-Input cannot be read.
func Recipient(p *spec.Profile, m httpsig.Message) string {
	s, err := read(p.HTTPSig(), m)
	if err != nil {
		return ""
	}
	return s.declared().String()
}

// Signed shows the base of a message of the suite's own: the one that was signed, and where the
// message was changed afterwards the one that the recipient has to compute, as a line diff. It
// is safe to print.
func Signed(p *spec.Profile, m httpsig.Message, signed string) string {
	head, computed := Heading(p, m, signed)
	if signed == "" {
		return ""
	}
	return head + "\n" + Diff(signed, computed)
}

// Heading words how the base that was signed stands to the one that the recipient has to compute,
// which it gives as well; where that cannot be told, it gives what was signed.
func Heading(p *spec.Profile, m httpsig.Message, signed string) (head, computed string) {
	switch computed = Recipient(p, m); computed {
	case "":
		return "the base that was signed; the recipient can compute none", signed
	case signed:
		return "the base that was signed, and that the recipient computes", signed
	}
	return "- was signed, + is what the recipient computes", computed
}
