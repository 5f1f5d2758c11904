package signbase

import (
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/spec"
)

// Bases are the signature bases of one message. They are as they would be signed, and not yet safe
// to print; [Bases.Text] is.
type Bases struct {
	// Expected is the base that the profile asks for: the components that it has covered, in the
	// order of the message where that has one, and the message's own parameters. A parameter that is
	// missing stands there as missing.
	Expected string
	// Declared is the base that Signature-Input declares; empty where it cannot be read.
	Declared string
	// Used is the base under which the signature verifies; empty where none was found.
	Used string
	// Mistake says in plain words how Used departs from Declared; empty where it does not.
	Mistake string
	// Note says why nothing was looked for.
	Note string
}

// Of gives the bases of a request, or of a response with its request. The confirmation key is nil
// where it cannot be read.
func Of(p *spec.Profile, m httpsig.Message, key *jose.Key) Bases {
	facts := p.HTTPSig()
	s, err := read(facts, m)
	out := Bases{Expected: expected(p, m, s)}
	switch {
	case err != nil:
		out.Note = err.Error()
		return out
	case s.size() > maxSigned:
		out.Note = tooLong
		return out
	}
	declared := s.declared()
	out.Declared = declared.String()
	switch {
	case len(out.Declared) > maxSigned:
		out.Note = tooLong
	case s.value == nil:
		out.Note = "there is no signature for what Signature-Input lists"
	case key == nil:
		out.Note = "the confirmation key cannot be read, so that nothing can be verified"
	default:
		out.search(declared, *key)
	}
	return out
}

func (b *Bases) search(declared draft, key jose.Key) {
	d, words, found := newSearch(key, declared.value).run(declared)
	if !found {
		return
	}
	b.Used, b.Mistake = d.String(), words
}

// maxSigned bounds the messages, and the bases, in which mistakes are looked for, in bytes.
const maxSigned = 64 << 10

const tooLong = "the message is too long to look for the base that was used"

// Text shows the bases for a reader: what is known, and under it the base as a line diff, in
// which "-" is expected and "+" was used. It is safe to print.
func (b Bases) Text() string {
	used := b.Used
	if used == "" {
		used = b.Declared
	}
	if used == "" {
		return b.head() + "\n" + Diff(b.Expected, b.Expected)
	}
	return b.head() + "\n" + Diff(b.Expected, used)
}

func (b Bases) head() string {
	const declared = "- is expected, + is what Signature-Input declares"
	switch {
	case b.Declared == "":
		return "expected; " + reports.Printable(b.Note, maxWords)
	case b.Note != "":
		return declared + "; " + b.Note
	case b.Used == "":
		return declared + "; the signature does not verify under it, nor with a known mistake"
	case b.Mistake != "":
		return "- is expected, + is what was signed: " + b.Mistake
	case b.Used == b.Expected:
		return "the base that is expected; the signature verifies under it"
	}
	return "- is expected, + is what was signed, as Signature-Input declares it"
}

const maxWords = 300
