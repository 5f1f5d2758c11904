package mtls

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// leafChecks look at what the certificate of the workload itself is for.
var leafChecks = []check.Check[*state]{
	{ID: "WIC-EKU-VALIDATE", Run: (*state).forUsage, Bent: bendsOf((*state).forUsage, usageBends...)},
	{ID: "WIC-EKU-BOTH", Strict: func(s *state) error {
		return check.FailIf(len(s.leaf().ExtKeyUsage) > 1, "it has more than one extended key usage")
	}},
	{ID: "WIC-EKU-ABSENT", Strict: func(s *state) error {
		_, there := s.leaf().extension(oidExtendedKeyUsage)
		return check.FailIf(!there, "it has no extended key usage")
	}},
	{ID: "WIC-EKU-ANY", Strict: func(s *state) error {
		bad := slices.Contains(s.leaf().ExtKeyUsage, x509.ExtKeyUsageAny)
		return check.FailIf(bad, "its extended key usage is for any purpose")
	}},
	{ID: "WIC-KEY-USAGE", Run: func(s *state) error {
		_, there := s.leaf().extension(oidKeyUsage)
		bad := there && s.leaf().KeyUsage&x509.KeyUsageDigitalSignature == 0
		return check.FailIf(bad, "its key usage leaves out digital signatures")
	}},
	{ID: "WIC-LEAF-CA", Strict: func(s *state) error {
		return check.FailIf(s.leaf().IsCA, "it is an authority's certificate")
	}},
	{ID: "WIC-KEY-ALG-MTI", Strict: func(s *state) error {
		k := s.leaf().keyKind()
		return check.FailIf(k == "RSA" || k == "P-256", "its key is of a kind that everybody knows")
	}},
	{ID: "WIC-KEY-ALG-OTHER", Run: func(s *state) error {
		unknown := s.leaf().keyKind() == ""
		return check.FailIf(unknown, "its key is of a kind or size that is not known here")
	}, Strict: func(s *state) error {
		k := s.leaf().keyKind()
		return check.FailIf(k != "RSA" && k != "P-256", "its key is neither of RSA nor of P-256")
	}},
}

func (s *state) forUsage() error {
	return check.FailIf(!s.leaf().serves(s.Usage), "its extended key usage is not for a TLS %s", s.Usage)
}

// usageBends take other purposes than that of the peer's side.
var usageBends = []bend[*state]{
	{"of-either-side", func(s *state) bool {
		return s.leaf().serves(UsageClient) || s.leaf().serves(UsageServer)
	}},
	{"known-bad", func(s *state) bool {
		bad := []x509.ExtKeyUsage{x509.ExtKeyUsageCodeSigning, x509.ExtKeyUsageEmailProtection}
		return !slices.ContainsFunc(s.leaf().ExtKeyUsage, func(u x509.ExtKeyUsage) bool {
			return slices.Contains(bad, u)
		})
	}},
	{"critical-only", func(s *state) bool {
		e, _ := s.leaf().extension(oidExtendedKeyUsage)
		return !e.Critical
	}},
}

// serves says whether the extended key usage, if there is any, allows a side of a connection (RFC
// 5280, Section 4.2.1.12).
func (c *certificate) serves(usage string) bool {
	if _, there := c.extension(oidExtendedKeyUsage); !there {
		return true
	}
	wanted := x509.ExtKeyUsageServerAuth
	if usage == UsageClient {
		wanted = x509.ExtKeyUsageClientAuth
	}
	return slices.Contains(c.ExtKeyUsage, wanted) ||
		slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// keyKind names the kind of a key with which TLS can sign; empty is one that is not known here.
func (c *certificate) keyKind() string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if bits := k.N.BitLen(); bits >= 2048 && bits <= maxRSA {
			return "RSA"
		}
	case *ecdsa.PublicKey:
		if k.Curve != elliptic.P224() {
			return k.Curve.Params().Name
		}
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return ""
}
