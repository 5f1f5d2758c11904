package forge_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"reflect"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

func live() forge.Setting {
	return forge.Present(spec.Must("latest"), keys.Published(), "https://127.0.0.1:8443/orders", "https://127.0.0.1:8443/orders")
}

// TestPresentationsAreThoseOfTheVectors: what a suite presents is what the vector of the recipe says,
// at rest and live, byte by byte.
func TestPresentationsAreThoseOfTheVectors(t *testing.T) {
	book, err := forge.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []forge.Setting{atRest(), live()} {
		f, n := forge.New(book, s), 0
		for _, r := range book.List {
			if r.Mechanism() != spec.MechanismMTLS {
				continue
			}
			v, err := f.Mint(r)
			if err != nil {
				t.Fatal(err)
			}
			all, err := f.Presentations(r)
			if err != nil || len(all) != len(v.Steps) {
				t.Fatalf("%s: %d presentations: %v", r.ID, len(all), err)
			}
			for i, p := range all {
				n++
				if !reflect.DeepEqual(p.Peer, *v.Steps[i].Peer) || !reflect.DeepEqual(p.Certificate.Certificate, p.Peer.Certificates) {
					t.Errorf("%s: step %d presents something else than its vector", r.ID, i+1)
				}
				if (p.Certificate.PrivateKey == nil) != (len(p.Peer.Certificates) == 0) {
					t.Errorf("%s: step %d has the key %T", r.ID, i+1, p.Certificate.PrivateKey)
				}
			}
		}
		if n < 250 {
			t.Errorf("only %d were presented", n)
		}
	}
}

// TestPresentationOfSeveralSteps: each step has its own change, and same is the first again.
func TestPresentationOfSeveralSteps(t *testing.T) {
	book := read(t, client+"  steps:\n    - {change: {leaf: {serial: 6}}, expect: accept}\n    - {change: {leaf: {serial: 7}}, expect: accept}\n    - {same: true, expect: accept}\n")
	f := forge.New(book, live())
	all, err := f.Presentations(book.List[0])
	if err != nil || len(all) != 3 {
		t.Fatalf("%d presentations: %v", len(all), err)
	}
	first, second, third := all[0].Peer.Certificates[0], all[1].Peer.Certificates[0], all[2].Peer.Certificates[0]
	if bytes.Equal(first, second) || !bytes.Equal(first, third) {
		t.Error("the second step is not another, or the third not the first again")
	}
	last, err := f.Presentation(book.List[0])
	if err != nil || !bytes.Equal(last.Peer.Certificates[0], third) {
		t.Errorf("the last is not the last: %v", err)
	}
}

// TestCertificatesAreSignedOnce: however often a forge presents a certificate, it signs it once.
func TestCertificatesAreSignedOnce(t *testing.T) {
	book := read(t, client+"  change: {leaf: {issuer: intermediate}, chain: [leaf, intermediate]}\n")
	f := forge.New(book, live())
	for range 3 {
		if _, err := f.Mint(book.List[0]); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]int{"trusted.example/ca": 2, "trusted.example/intermediate": 1}
	if got := f.Certified(); !reflect.DeepEqual(got, want) {
		t.Errorf("signed were %v, must be %v", got, want)
	}
	if other := f.With("RS256").Certified(); !reflect.DeepEqual(other, want) {
		t.Errorf("under another algorithm it is %v", other)
	}
}

func TestLiveStepsSayWhatIsSent(t *testing.T) {
	step := mint(t, live(), client+"  change: {request: {query: a=1, fields: [[X-A, b]]}}\n").Steps[0]
	if step.Call != nil || step.Request == nil || step.Request.URL != "https://127.0.0.1:8443/orders?a=1" || step.Request.Fields[0][0] != "X-A" {
		t.Errorf("a client sends %+v, is told %+v", step.Request, step.Call)
	}
	step = mint(t, live(), server).Steps[0]
	if c := step.Call; step.Request != nil || c == nil || c.Binding != "mtls" || c.URL != "/orders" ||
		c.ExpectedPeer != "wimse://trusted.example/workload-b" || step.Peer.Hostname != "localhost" {
		t.Errorf("a caller is told %+v of %+v", c, step.Peer)
	}
}

// handshake lets a client and a server meet, and gives what each says.
func handshake(t *testing.T, client, server *tls.Config) (clientSays, serverSays error) {
	t.Helper()
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	deadline := time.Now().Add(10 * time.Second)
	_ = a.SetDeadline(deadline) // a pipe has deadlines
	_ = b.SetDeadline(deadline)
	done := make(chan error, 1)
	go func() {
		conn := tls.Server(b, server)
		err := conn.Handshake()
		if err == nil {
			_, err = conn.Write([]byte("x"))
		}
		b.Close()
		done <- err
	}()
	conn := tls.Client(a, client)
	if clientSays = conn.Handshake(); clientSays == nil {
		_, clientSays = io.ReadFull(conn, make([]byte, 1))
	}
	a.Close()
	return clientSays, <-done
}

// ends makes the configurations of both ends: what is presented on one side, the suite's own
// identity on the other.
func ends(t *testing.T, f *forge.Forge, p forge.Presentation) (client, server *tls.Config) {
	t.Helper()
	roots := x509.NewCertPool()
	anchor, err := f.Anchor("trusted.example")
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(anchor)
	own := map[string]tls.Certificate{}
	for _, name := range []string{"workload-a", "workload-b"} {
		if own[name], err = f.Identity(name); err != nil {
			t.Fatal(err)
		}
	}
	c, s := own["workload-a"], own["workload-b"]
	if p.Peer.Usage == forge.UsageClient {
		c = p.Certificate
	} else {
		s = p.Certificate
	}
	client = &tls.Config{
		RootCAs: roots, ServerName: "localhost", MinVersion: p.Version, MaxVersion: p.Version,
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &c, nil },
	}
	server = &tls.Config{
		ClientCAs: roots, ClientAuth: tls.RequireAndVerifyClientCert,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &s, nil },
	}
	return client, server
}

// TestHandshakes: with what is presented connections come about, and without the private key they do
// not.
func TestHandshakes(t *testing.T) {
	for _, usage := range []string{client, server} {
		name := map[string]string{client: "workload-a", server: "workload-b"}[usage]
		for _, tc := range []struct {
			change string
			good   bool
		}{
			{"{}", true}, {`{peer: {tls: "1.2"}}`, true}, {`{peer: {tls: "1.3"}}`, true},
			{"{leaf: {key: " + name + "/tls-rsa}}", true}, {"{leaf: {key: " + name + "/tls-p384}}", true},
			{"{leaf: {key: " + name + "/tls-ed25519}}", true},
			{"{leaf: {issuer: intermediate-2}, chain: [leaf, intermediate-2, intermediate]}", true},
			{"{peer: {key: attacker/tls}}", false}, {"{leaf: {issuer: hidden}}", false},
			{`{leaf: {not_after: "${start-3600}"}}`, false}, {`{leaf: {edit: [{truncate: certificate}]}}`, false},
		} {
			book := read(t, usage+"  change: "+tc.change+"\n")
			f := forge.New(book, live())
			p, err := f.Presentation(book.List[0])
			if err != nil {
				t.Fatal(err)
			}
			c, s := ends(t, f, p)
			clientSays, serverSays := handshake(t, c, s)
			if good := clientSays == nil && serverSays == nil; good != tc.good {
				t.Errorf("%s, %s: the client says %v, the server %v", p.Peer.Usage, tc.change, clientSays, serverSays)
			}
		}
	}
}

// TestVersionIsTheOneThatIsOffered: tls says which version a connection has.
func TestVersionIsTheOneThatIsOffered(t *testing.T) {
	for text, want := range map[string]uint16{"1.2": tls.VersionTLS12, "1.3": tls.VersionTLS13} {
		book := read(t, client+"  change: {peer: {tls: \""+text+"\"}}\n")
		p, err := forge.New(book, live()).Presentation(book.List[0])
		if err != nil || p.Version != want {
			t.Errorf("%s gives %x: %v", text, p.Version, err)
		}
	}
}

// TestIdentityIsThatOfTheKit: a suite presents for itself what the kit gives the workload.
func TestIdentityIsThatOfTheKit(t *testing.T) {
	f := forge.New(read(t, client), live())
	for _, name := range []string{"workload-a", "workload-b"} {
		c, err := f.Identity(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.Leaf.URIs) != 1 || c.Leaf.URIs[0].String() != "wimse://trusted.example/"+name {
			t.Errorf("%s is %v", name, c.Leaf.URIs)
		}
		again, err := f.Identity(name)
		if err != nil || !bytes.Equal(again.Certificate[0], c.Certificate[0]) {
			t.Errorf("%s is another the second time: %v", name, err)
		}
	}
	if _, err := f.Identity("nobody"); err == nil {
		t.Error("nobody has an identity")
	}
	if _, err := f.Anchor("nobody.example"); err == nil {
		t.Error("nobody has an authority")
	}
	for _, domain := range keys.Domains {
		if c, err := f.Anchor(domain); err != nil || !c.IsCA {
			t.Errorf("%s has no authority: %v", domain, err)
		}
	}
}

func TestOtherRecipesPresentNothing(t *testing.T) {
	book := read(t, valid)
	if _, err := forge.New(book, live()).Presentation(book.List[0]); err == nil {
		t.Error("a recipe about a proof presents a certificate")
	}
}

// TestUsageIsTakenFromTheControl, and a recipe without any is refused.
func TestUsageIsTakenFromTheControl(t *testing.T) {
	const departure = "- id: mtls/b\n  requirement: WIC-PKIX\n  comment: a\n  control: mtls/a\n"
	for text, want := range map[string]spec.Role{client: spec.RoleRecipient, server: spec.RoleCaller} {
		r := read(t, text+departure).List[1]
		if r.Role() != want {
			t.Errorf("its role is %s, must be %s", r.Role(), want)
		}
	}
	for _, text := range []string{
		"- id: mtls/a\n  requirement: WIC-PKIX\n  comment: a\n", valid + "  usage: client\n",
		"- id: mtls/a\n  requirement: WIC-PKIX\n  comment: a\n  usage: peer\n",
	} {
		readRefuses(t, text, "usage: ")
	}
}
