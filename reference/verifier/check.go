package verifier

import (
	"errors"
	"fmt"
	"slices"

	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/spec"
)

// check refuses a vector that asks nothing, or that lacks what its mechanism needs.
func (v Vector) check(m spec.Mechanism) error {
	if !slices.Contains(spec.Mechanisms, m) {
		return fmt.Errorf("verifier: mechanism: unknown value %.40q; known: %v", m, spec.Mechanisms)
	}
	if err := v.checkFacts(m); err != nil {
		return fmt.Errorf("verifier: vector %.80q: %w", v.ID, err)
	}
	for i, s := range v.Steps {
		if err := s.check(m, v.Role); err != nil {
			return fmt.Errorf("verifier: vector %.80q: steps[%d]: %w", v.ID, i, err)
		}
	}
	return nil
}

// checkFacts looks at what is known beside the messages.
func (v Vector) checkFacts(m spec.Mechanism) error {
	asksCaller := v.Role == string(spec.RoleCaller)
	overHTTP := m != spec.MechanismIdentifier && m != spec.MechanismMTLS
	switch {
	case v.Role != "" && v.Role != string(spec.RoleRecipient) && !asksCaller:
		return fmt.Errorf("role: unknown value %.40q; known: recipient, caller", v.Role)
	case v.VerifyAt == 0:
		return errors.New("verify_at is missing: the clock, in seconds since 1970")
	case len(v.Steps) == 0:
		return errors.New("steps is missing or empty")
	case overHTTP && asksCaller && m != spec.MechanismHTTPSig:
		return fmt.Errorf("role: callers verify no %s", m)
	case overHTTP && asksCaller && v.Caller == nil:
		return errors.New("caller is missing: what the caller knows")
	case overHTTP && !asksCaller && v.Recipient == nil:
		return errors.New("recipient is missing: what the recipient knows about itself")
	}
	return nil
}

func (s Step) check(m spec.Mechanism, role string) error {
	switch {
	case m == spec.MechanismIdentifier && s.Identifier == nil:
		return errors.New("identifier is missing")
	case m == spec.MechanismIdentifier:
		return nil
	case m == spec.MechanismMTLS && s.Peer == nil:
		return errors.New("peer is missing")
	case m == spec.MechanismMTLS && s.Peer.Usage != mtls.UsageClient && s.Peer.Usage != mtls.UsageServer:
		return fmt.Errorf("peer.usage: unknown value %.40q; known: client, server", s.Peer.Usage)
	case m == spec.MechanismMTLS:
		return nil
	case s.Request == nil:
		return errors.New("request is missing")
	case role == string(spec.RoleCaller) && s.Response == nil:
		return errors.New("response is missing: the role is caller")
	}
	return nil
}
