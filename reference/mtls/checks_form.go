package mtls

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/wimsespec/wimsespec/reference/check"
)

// This implementation's limits: on the certificates that a peer sends and their bytes, on the
// certificates in a path, on the paths that are tried, and on the signatures that are checked.
const (
	maxCertificates  = 32
	maxBytes         = 256 << 10
	maxPathLength    = 10
	maxPaths         = 64
	maxVerifications = 128
)

// formChecks take the certificates apart.
var formChecks = []check.Check[*state]{
	{ID: "WIC-CLIENT-CERT-REQUIRED", Run: func(s *state) error {
		return check.FailIf(s.unauthenticated(), "the client presents no certificate")
	}, Lenient: func(s *state) error {
		if s.unauthenticated() {
			return check.ErrDone
		}
		return nil
	}},
	{ID: "WIC-PKIX", Run: func(s *state) error {
		size := 0
		for _, der := range s.Certificates {
			size += len(der)
		}
		bad := len(s.Certificates) > maxCertificates || size > maxBytes
		return check.FailIf(bad, "%d certificates of %d bytes are more than this implementation looks at",
			len(s.Certificates), size)
	}},
	{ID: "WIC-CERT-WELLFORMED", Run: func(s *state) error {
		if err := s.parse(); err != nil {
			return err
		}
		return check.FailIf(len(s.chain) == 0, "there is no certificate")
	}, Lenient: func(s *state) error {
		if _ = s.parse(); s.unreadable || len(s.chain) == 0 {
			return check.ErrDone // nothing can be said of the leaf
		}
		return nil
	}},
}

func (s *state) unauthenticated() bool { return s.Usage == UsageClient && len(s.Certificates) == 0 }

// parse reads all certificates and says what is wrong with the first that cannot be read. That one
// is left out.
func (s *state) parse() error {
	var first error
	for i, der := range s.Certificates {
		c, err := parse(der)
		if err == nil {
			s.chain = append(s.chain, c)
			continue
		}
		if i > 0 {
			err = fmt.Errorf("certificate %d behind the first: %w", i, err)
		}
		s.unreadable = s.unreadable || i == 0
		first = cmp.Or(first, err)
	}
	return first
}

// twiceChecks refuse what RFC 5280, Section 4.2, forbids issuers to make: nobody can say which of
// two extensions counts.
var twiceChecks = []check.Check[*state]{
	{ID: "WIC-EXTENSION-TWICE", Run: func(s *state) error {
		for _, c := range s.chain {
			if c.twice != "" {
				return errors.New("extension " + c.twice + " occurs more than once")
			}
		}
		return nil
	}},
}
