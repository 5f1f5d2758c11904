package harness

import (
	"context"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// ruleVersion rules a case that offers one version of TLS over which a good certificate is refused, if
// that decides. Where one is accepted over another version, the target does not speak this one, and
// nobody is obliged to (WIC-TLS-VERSION). Where it is refused with all of them on offer too, the
// version tells nothing. Where it is then accepted over this very version, the refusal stands.
func (t trial) ruleVersion() (r ruling, decided bool) {
	first := t.refusedOver()
	if first == nil {
		return r, false
	}
	reason := t.Version + ": a good certificate is refused over it: " + first.Steps[0].happened()
	if len(first.AllVersions) == 0 {
		reason += "; it was not presented with all versions on offer"
		return ruling{Inconclusive, KindControl, reason, -1}, true
	}
	switch x := first.AllVersions[0]; {
	case x.kind() == KindCancelled, x.kind().unconnected():
		return ruling{Inconclusive, KindEnvironment, reason + "; with all on offer: " + x.happened(), -1}, true
	case !x.accepted():
		return ruling{Inconclusive, KindControl, reason + "; with all on offer: " + x.happened(), -1}, true
	case x.agreed() == t.Version:
		return r, false
	}
	return ruling{Skipped, "", "not claimed: " + reason, -1}, true
}

// refusedOver gives the observation that shows that a good certificate is refused over the one version
// on offer, or nil: the control over it, or the case where it is the control itself.
func (t trial) refusedOver() *Observation {
	first := t.before
	if t.Control == "" {
		first = t.Observation
	}
	if t.Expect == vector.Either || first == nil || !first.refusedVersion() {
		return nil
	}
	return first
}

// refusedVersion says whether an observation begins with a refusal over the one version on offer. A
// server that does not speak it may just as well hang up.
func (o *Observation) refusedVersion() bool {
	if o.Version == "" || len(o.Steps) == 0 {
		return false
	}
	x := o.Steps[0]
	hungUp := x.TLS != nil && x.kind().manner() == KindClosed
	return x.seen() == ObservedReject || x.otherVersion() || hungUp
}

// lookFreely presents a good certificate again with all versions of TLS on offer, where it was refused
// over one of them.
func (w *worker) lookFreely(ctx context.Context, o *Observation, within time.Duration) {
	good := o.Kind == lineControl || o.Control == ""
	if !good || o.Freely == nil || !o.refusedVersion() {
		return
	}
	free := Observation{Kind: o.Kind, Case: *o.Freely, CallerField: o.CallerField, facts: o.facts}
	w.look(ctx, &free, within)
	o.AllVersions, o.Hits = free.Steps, o.Hits+free.Hits
	if o.Fault == "" {
		o.Fault = free.Fault
	}
}

// agreed is the version of TLS that was agreed on, "" where none was.
func (x Exchange) agreed() string {
	switch {
	case x.TLS != nil:
		return x.TLS.Version
	case x.Called != nil && x.Called.TLS != nil:
		return x.Called.TLS.Version
	}
	return ""
}

// otherVersion says that the handshake failed of the version of TLS, as this end saw it. That of the
// connection on which a caller is told to call is not the one that the case is about.
func (x Exchange) otherVersion() bool {
	return x.Called == nil && x.kind() == KindTLS && x.Failure != nil &&
		strings.Contains(x.Failure.Detail, "protocol version")
}
