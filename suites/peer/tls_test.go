package peer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// credentials makes a certificate that its own key signs.
func credentials(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "peer"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// get makes a request over TLS, and gives what the server presented.
func get(url string, config *tls.Config) (*tls.ConnectionState, error) {
	client := http.Client{Transport: &http.Transport{TLSClientConfig: config, DisableKeepAlives: true}}
	res, err := client.Get(url)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.TLS, err
}

func TestWhatIsPresentedOverTLSIsKept(t *testing.T) {
	p := start(t, Limits{})
	server, client := credentials(t), credentials(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, name := range []string{"", "localhost"} {
			d, err := p.OpenTLS(1, nil, Credentials{server, version, name})
			if err != nil {
				t.Fatal(err)
			}
			if want := map[bool]string{true: "https://127.0.0.1:", false: "https://localhost:"}[name == ""]; !strings.HasPrefix(d.URL(), want) {
				t.Errorf("the URL is %s", d.URL())
			}
			seen, err := get(d.URL()+"/x", &tls.Config{
				InsecureSkipVerify: true, Certificates: []tls.Certificate{client},
			})
			if err != nil || seen.Version != version || string(seen.PeerCertificates[0].Raw) != string(server.Certificate[0]) {
				t.Fatalf("%v, %v", seen, err)
			}
			got, _ := d.Close()
			if len(got) != 1 || got[0].TLS == nil || got[0].Request.URL != d.URL()+"/x" ||
				string(got[0].TLS.PeerCertificates[0].Raw) != string(client.Certificate[0]) {
				t.Errorf("%+v", got)
			}
			if _, err := get(d.URL(), &tls.Config{InsecureSkipVerify: true}); err == nil {
				t.Error("a closed door is open")
			}
		}
	}
}

// TestFailedHandshakesAreKept: why a caller refused the server is known, however soon the door is
// closed.
func TestFailedHandshakesAreKept(t *testing.T) {
	p := start(t, Limits{})
	d, err := p.OpenTLS(1, nil, Credentials{Certificate: credentials(t)})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := get(d.URL(), &tls.Config{}); err == nil {
				t.Error("a stranger's certificate is good enough")
			}
		})
	}
	all.Wait()
	got, surplus := d.Close()
	why := d.HandshakeErrors()
	if len(got) != 0 || surplus != 0 || len(why) != maxErrors || !strings.Contains(why[0], "bad certificate") {
		t.Errorf("%d arrivals, %q", len(got), why)
	}
}

// TestDoorsOverTLSEndWithThePeer leaves one open.
func TestDoorsOverTLSEndWithThePeer(t *testing.T) {
	p, err := Listen(Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := p.OpenTLS(1, nil, Credentials{Certificate: credentials(t)})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := get(d.URL(), &tls.Config{InsecureSkipVerify: true}); err == nil {
		t.Error("it is still served")
	}
}
