package inspect

import (
	"errors"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/jose"
)

// encoding: RFC 9421, Section 3.3.4; RFC 7518, Section 3.4.
func (r *signedRequest) encoding() error {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	if ok && isDER(key, r.value) {
		return errors.New("the signature is in DER, not r and s in their fixed sizes")
	}
	return nil
}

// verifies leaves what other checks know of a signature that does not.
func (r *signedRequest) verifies() error {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	if !ok || r.value == nil || isDER(key, r.value) || r.components() != nil {
		return nil
	}
	err := verifySignature(httpsig.Message{Request: r.req}, r.signature, key)
	if err == nil || r.emptyQuery() != nil || r.canonical() != nil {
		return nil
	}
	return err
}

// verifiesOver says whether the signature verifies over another base, and not over the right one.
func (r *signedRequest) verifiesOver(bend func(base string) string) bool {
	_, t := witOf(r.Profile, r.req.Fields)
	key, ok := confirmation(t)
	alg := algorithmOf(key)
	if !ok || r.value == nil || alg == "" {
		return false
	}
	base, err := baseOf(httpsig.Message{Request: r.req}, r.signature)
	wrong := bend(base)
	return err == nil && wrong != base && verifies(alg, key, wrong, r.value) &&
		!verifies(alg, key, base, r.value)
}

// emptyQuery: RFC 9421, Section 2.2.7. It is seen where the signature verifies over the wrong value.
func (r *signedRequest) emptyQuery() error {
	_, inForce := r.Profile.Rule("SIG-COMP-QUERY-EMPTY")
	empty := func(base string) string {
		return strings.Replace(base, "\"@query\": ?\n", "\"@query\": \n", 1)
	}
	if inForce && r.covers("@query") && r.verifiesOver(empty) {
		return errors.New("without a query, @query is signed as nothing, not as a question mark")
	}
	return nil
}

// canonical: RFC 9421, Section 2.1. It is seen where the signature verifies over the field values as
// they stand, or over one of several lines.
func (r *signedRequest) canonical() error {
	for _, join := range []func([]string) string{
		func(lines []string) string { return lines[0] },
		func(lines []string) string { return lines[len(lines)-1] },
		func(lines []string) string { return strings.Join(lines, ",") },
		func(lines []string) string { return strings.Join(lines, ", ") },
	} {
		if r.verifiesOver(func(base string) string { return r.rejoined(base, join) }) {
			return errors.New("the signature covers field values that are not in canonical form")
		}
	}
	return nil
}

// rejoined puts other values of the covered fields into a signature base.
func (r *signedRequest) rejoined(base string, join func([]string) string) string {
	lines := strings.Split(base, "\n")
	for i, line := range lines {
		name, _, found := strings.Cut(line, ": ")
		values := r.req.Fields.Values(strings.Trim(name, `"`))
		if found && len(values) > 0 {
			lines[i] = name + ": " + join(values)
		}
	}
	return strings.Join(lines, "\n")
}

// algorithmOf gives the algorithm that a key names, or suits where it names none; empty where that
// is unknown or does not fit the key.
func algorithmOf(key jose.Key) string {
	alg := key.Algorithm
	if alg == "" {
		alg = key.Natural()
	}
	if !jose.IsSignature(alg) || key.Fits(alg) != nil {
		return ""
	}
	return alg
}

// verifySignature checks a signature under the confirmation key.
func verifySignature(m httpsig.Message, s signature, key jose.Key) error {
	alg := algorithmOf(key)
	if alg == "" {
		return nil
	}
	base, err := baseOf(m, s)
	if err != nil {
		return err
	}
	if !verifies(alg, key, base, s.value) {
		return errors.New("the signature does not verify under the confirmation key")
	}
	return nil
}
