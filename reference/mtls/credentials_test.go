package mtls_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/spec"
)

func inPEM(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func TestParseCredentials(t *testing.T) {
	w := newWorld(t)
	middle := w.trusted.authority(t, "intermediate")
	own := middle.workload(t, workloadA)
	der, err := x509.MarshalPKCS8PrivateKey(own.key)
	if err != nil {
		t.Fatal(err)
	}
	chain, key := inPEM("CERTIFICATE", own.der)+inPEM("CERTIFICATE", middle.der), inPEM("PRIVATE KEY", der)
	c, err := mtls.ParseCredentials(chain, key)
	if err != nil || len(c.Certificates) != 2 {
		t.Fatalf("%d, %v", len(c.Certificates), err)
	}
	if _, refusal := w.verifier("latest").Verify(mtls.Peer{Certificates: c.Certificates, Usage: "client"}); refusal != nil {
		t.Error(refusal)
	}
	for name, pair := range map[string][2]string{
		"no certificate": {"", key}, "no key": {chain, ""}, "another's key": {inPEM("CERTIFICATE", middle.der), key},
		"turned round": {key, chain}, "garbage": {inPEM("CERTIFICATE", []byte{1}), key},
	} {
		_, err := mtls.ParseCredentials(pair[0], pair[1])
		if err == nil || strings.Contains(err.Error(), strings.Split(key, "\n")[1]) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestOwnCertificateRunsOut: neither end presents it any more, but for the fault.
func TestOwnCertificateRunsOut(t *testing.T) {
	w := newWorld(t)
	at := now
	a, b := w.trusted.workload(t, workloadA).credentials(), w.trusted.workload(t, workloadB).credentials()
	for _, tc := range []struct {
		after  time.Duration
		faults []string
		good   bool
	}{
		{0, nil, true},
		{2 * time.Hour, []string{"WIC-NOT-AFTER"}, false},
		{2 * time.Hour, []string{"WIC-NOT-AFTER", "WIC-KEY-NOT-AFTER-EXP:caller"}, false},
		{2 * time.Hour, []string{"WIC-NOT-AFTER", "WIC-KEY-NOT-AFTER-EXP:caller", "WIC-KEY-NOT-AFTER-EXP:server"}, true},
	} {
		v := mtls.New(mtls.Config{
			Profile: spec.Must("latest"), Domains: w.domains, Faults: check.With(tc.faults...),
			Now: func() time.Time { return at },
		})
		at = now.Add(tc.after)
		_, _, serverErr, clientErr := handshake(t, v.ServerConfig(b, mtls.Peer{}), v.ClientConfig(a, mtls.Peer{Identifier: workloadB}))
		if (serverErr == nil && clientErr == nil) != tc.good {
			t.Errorf("%+v: %v, %v", tc, serverErr, clientErr)
		}
	}
}

func TestStrictVersion(t *testing.T) {
	w := newWorld(t)
	a, b := w.trusted.workload(t, workloadA).credentials(), w.trusted.workload(t, workloadB).credentials()
	v, strict := w.verifier("latest"), w.verifier("latest", "WIC-TLS-VERSION:strict")
	versions(t, func(t *testing.T, version uint16) {
		to := v.ClientConfig(a, mtls.Peer{Identifier: workloadB})
		to.MaxVersion = version
		_, _, err, _ := handshake(t, strict.ServerConfig(b, mtls.Peer{}), to)
		if (err == nil) != (version == tls.VersionTLS13) {
			t.Errorf("%v", err)
		}
	})
}
