package hostile

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"io"
	"math/big"
	"strings"
	"sync"
	"time"
)

// shakes is a behaviour in the handshake.
func shakes(name, does string, shake func(Conn, tls.Certificate), verdicts ...string) Behaviour {
	return Behaviour{Name: name, Does: does, shake: shake, Verdicts: verdicts}
}

// raw has a text sent in place of the handshake.
func raw(text string) func(Conn, tls.Certificate) {
	return func(c Conn, _ tls.Certificate) { say(text)(c) }
}

// with has another certificate presented.
func with(certificate func() tls.Certificate) func(Conn, tls.Certificate) {
	return func(c Conn, _ tls.Certificate) { shakeHands(c, certificate()) }
}

// handshakes are the behaviours of servers over TLS that never come to HTTP. What the suites take for
// a refusal there, such as an end of the connection behind the handshake, shows in the control too.
func handshakes() []Behaviour {
	mute := shakes("tls-silence", "answers no handshake", func(c Conn, _ tls.Certificate) {
		_, _ = io.Copy(io.Discard, c)
	}, "the target has never answered")
	mute.Silent = true
	return []Behaviour{
		mute,
		shakes("tls-garbage", "answers the handshake with garbage",
			raw("\x00\x1b[31m"+Script),
			"tls: tls: first record does not look like a TLS handshake", "it does not speak TLS"),
		shakes("tls-bad-records", "answers with records that hold garbage",
			raw("\x16\x03\x03\x00\x05\xff\xff\xff\xff\xff"), "tls: tls: handshake message of length"),
		shakes("tls-plain-http", "answers the handshake in plain HTTP",
			raw("HTTP/1.1 400 "+Script+"\r\n\r\n"), "does not look like a TLS handshake", "plain HTTP"),
		shakes("tls-closes", "closes the connection behind the handshake", shakeHands, "closed"),
		shakes("tls-resets", "resets the connection behind the handshake",
			func(c Conn, own tls.Certificate) { shakeHands(c, own); c.reset() }, "reset", "closed"),
		shakes("tls-large-certificate", "presents a certificate of 1 MB",
			with(largeCertificate), "tls: tls: handshake message of length"),
		shakes("tls-poisoned-certificate", "presents a certificate with poison in its names",
			with(poisonedCertificate), `\x1b[31m`+Script, "server-certificate"),
	}
}

func shakeHands(c Conn, own tls.Certificate) {
	_ = tls.Server(c.tcp, &tls.Config{
		Certificates: []tls.Certificate{own}, ClientAuth: tls.RequestClientCert,
	}).Handshake() // whatever the suite thinks of it
}

var largeCertificate = sync.OnceValue(func() tls.Certificate {
	return certificate(&x509.Certificate{ExtraExtensions: []pkix.Extension{
		{Id: asn1.ObjectIdentifier{1, 3, 9999, 1}, Value: make([]byte, 1<<20)},
	}})
})

var poisonedCertificate = sync.OnceValue(func() tls.Certificate {
	name := pkix.Name{CommonName: strings.ToValidUTF8(Controls, "") + Script}
	return certificate(&x509.Certificate{Subject: name, Issuer: name, DNSNames: []string{"\x1b[31m" + Script}})
})

// certificate signs a certificate by its own key.
func certificate(c *x509.Certificate) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic("hostile: internal error: " + err.Error())
	}
	c.SerialNumber = big.NewInt(1)
	c.NotBefore, c.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		panic("hostile: internal error: " + err.Error())
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}
