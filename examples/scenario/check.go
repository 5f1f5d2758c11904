package scenario

import (
	"fmt"
	"regexp"
	"time"
)

// check looks at what the types do not say.
func (f file) check(s *Scenario) error {
	if s.APIVersion != APIVersion {
		return f.wrong("apiVersion", "is %q, expected is %q", s.APIVersion, APIVersion)
	}
	if s.TrustDomain == "" {
		return f.wrong("trust_domain", "is missing; expected is a name such as example.com")
	}
	steps := []func(*Scenario) error{
		f.checkKeys, f.checkNames, f.checkWorkloads, f.checkProofs, f.checkExchanges,
	}
	for _, step := range steps {
		if err := step(s); err != nil {
			return err
		}
	}
	return nil
}

// plain is what names of files and keys are made of.
var plain = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)

func (f file) plainName(path, name string) error {
	if !plain.MatchString(name) {
		return f.wrong(path, "is %q; expected is a name of letters, digits, - and _", name)
	}
	return nil
}

func (f file) checkKeys(s *Scenario) error {
	names := map[string]string{"issuer.key": s.Issuer.Key, "authority.key": s.Authority.Key}
	for i, w := range s.Workloads {
		names[fmt.Sprintf("workloads.%d.key", i)] = w.Key
		if w.Certificate != nil {
			names[fmt.Sprintf("workloads.%d.certificate.key", i)] = w.Certificate.Key
		}
	}
	for path, name := range names {
		if err := f.plainName(path, name); err != nil {
			return err
		}
	}
	return f.span("authority", s.Authority.Issued, s.Authority.Lifetime)
}

// checkNames has no two files get one name.
func (f file) checkNames(s *Scenario) error {
	seen := map[string]string{}
	add := func(path, name string) error {
		if err := f.plainName(path, name); err != nil {
			return err
		}
		if before := seen[name]; before != "" {
			return f.wrong(path, "%q is the name at %s already", name, before)
		}
		seen[name] = path
		return nil
	}
	for i, w := range s.Workloads {
		if w.WIT.File == "" {
			continue
		}
		if err := add(fmt.Sprintf("workloads.%d.wit.file", i), w.WIT.File); err != nil {
			return err
		}
	}
	for i, p := range s.Proofs {
		if err := add(fmt.Sprintf("proofs.%d.file", i), p.File); err != nil {
			return err
		}
	}
	for i, x := range s.Exchanges {
		if err := add(fmt.Sprintf("exchanges.%d.request_file", i), x.RequestFile); err != nil {
			return err
		}
		if err := add(fmt.Sprintf("exchanges.%d.response_file", i), x.ResponseFile); err != nil {
			return err
		}
	}
	return nil
}

func (f file) checkWorkloads(s *Scenario) error {
	seen := map[string]bool{}
	for i, w := range s.Workloads {
		path := fmt.Sprintf("workloads.%d", i)
		if err := f.plainName(path+".name", w.Name); err != nil {
			return err
		}
		if seen[w.Name] {
			return f.wrong(path+".name", "%q is the name of another workload already", w.Name)
		}
		seen[w.Name] = true
		if w.Identifier == "" || w.WIT.TokenID == "" {
			return f.wrong(path, "needs an identifier and wit.jti")
		}
		if err := f.span(path+".wit", w.WIT.Issued, w.WIT.Lifetime); err != nil {
			return err
		}
		if c := w.Certificate; c != nil {
			if err := f.span(path+".certificate", c.Issued, c.Lifetime); err != nil {
				return err
			}
		}
	}
	return nil
}

// span wants a time and how long it goes on, in whole seconds as tokens have them.
func (f file) span(path string, from time.Time, lifetime time.Duration) error {
	switch {
	case from.IsZero():
		return f.wrong(path+".issued", "is missing; expected is %s", expected["time.Time"])
	case lifetime <= 0:
		return f.wrong(path+".lifetime", "is missing; expected is %s", expected["time.Duration"])
	case from.Nanosecond() != 0 || lifetime%time.Second != 0:
		return f.wrong(path, "holds a part of a second, which tokens do not")
	}
	return nil
}
