package examine

import (
	"encoding/json"
	"fmt"
	"time"
)

const (
	// skew is what clocks may differ by; the texts speak of it and name no number.
	skew = time.Minute
	// far is beyond what "seconds" or "minutes", as the drafts have it, can mean.
	far = 24 * time.Hour
)

// moment reads a NumericDate; there is none where the claim is no number.
func moment(t *token, claim string) (time.Time, bool) {
	n, ok := t.jwt.Claims.Members[claim].(json.Number)
	if !ok {
		return time.Time{}, false
	}
	seconds, err := n.Float64()
	return time.Unix(int64(seconds), 0).UTC(), err == nil
}

// checkLife looks at the times of one token.
func checkLife(r *Result, t *token) {
	exp, expires := moment(t, "exp")
	iat, issued := moment(t, "iat")
	switch {
	case t.jwt.Claims.Has("exp") && !expires:
		r.fail("times", "exp of %s is no NumericDate", t.label())
	case expires && issued:
		r.demand("times", iat.Before(exp), t.label()+" expires "+exp.Sub(iat).String()+" after it was issued",
			t.label()+" expires before it was issued")
	}
}

// checkProofLife holds the proof against its WIT. That it may live on a little is nowhere forbidden;
// there has to be a moment at which both are valid and the proof has not still long to live.
func checkProofLife(r *Result, t, wit *token) {
	if wit == nil {
		return
	}
	proof, ok := moment(t, "exp")
	end, has := moment(wit, "exp")
	if !ok || !has {
		return
	}
	after := proof.Sub(end)
	iat, issued := moment(wit, "iat")
	switch {
	case after > far:
		r.fail("times", "%s expires %s after its WIT: whenever the WIT is valid, its expiration lies "+
			"unreasonably far in the future, which should be refused", t.label(), span(after))
	case issued && !iat.Before(proof):
		r.fail("times", "%s expires at %s, before its WIT was issued at %s", t.label(), stamp(proof), stamp(iat))
	case after > 0:
		r.odd("times", "%s expires %s after its WIT", t.label(), after)
	default:
		r.pass("times", "%s expires %s before its WIT", t.label(), -after)
	}
}

// span writes a duration, in days where it is long.
func span(d time.Duration) string {
	if d > 2*far {
		return fmt.Sprintf("%d days", d/far)
	}
	return d.String()
}

func stamp(t time.Time) string { return t.Format(time.RFC3339) }

// checkMoments looks at the times of a message signature and of the WIT that it covers.
func checkMoments(r *Result, f *figure, s signature) {
	created, begins := s.param("created").(int64)
	expires, ends := s.param("expires").(int64)
	if !begins || !ends {
		return // that they are missing is said of the parameters
	}
	from, to := time.Unix(created, 0).UTC(), time.Unix(expires, 0).UTC()
	switch life := to.Sub(from); {
	case life <= 0:
		r.fail("times", "the signature expires before it was created")
	case life > far:
		r.fail("times", "the signature is good for %s; it is to be short, such as minutes", life)
	default:
		r.pass("times", "the signature is good for %s", life)
	}
	for _, t := range f.tokens {
		if t.kind == kindWIT && t.jwt != nil {
			checkCreated(r, t, from, to)
		}
	}
}

// checkCreated holds the times of a signature against those of the WIT that it covers.
func checkCreated(r *Result, wit *token, created, expires time.Time) {
	iat, issued := moment(wit, "iat")
	exp, ends := moment(wit, "exp")
	switch {
	case ends && !created.Before(exp):
		r.fail("times", "the signature was created at %s, when its WIT had expired at %s",
			stamp(created), stamp(exp))
	case issued && iat.Sub(created) > skew:
		r.fail("times", "the signature was created at %s, before its WIT was issued at %s",
			stamp(created), stamp(iat))
	case issued && iat.After(created):
		r.odd("times", "the signature was created %s before the WIT in the message was issued", iat.Sub(created))
	case ends && expires.After(exp):
		r.odd("times", "the signature is good until %s after its WIT has expired", expires.Sub(exp))
	case ends:
		r.pass("times", "the signature was created while its WIT was valid")
	}
}
