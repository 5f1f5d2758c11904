package forge

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// Setting is all that a minted exchange depends on besides its recipe.
type Setting struct {
	Profile *spec.Profile
	Ring    *keys.Ring
	// Now is the clock for proofs, in seconds since 1970; nil means the present.
	Now func() int64
	// Start is the clock for WITs, so that one WIT serves many proofs.
	Start int64
	// URL and Audience are the recipient's; Scheme is the identifiers'.
	URL, Audience, Scheme string
	// Hostname is the DNS name, and Address the IP address, by which a TLS client connects to the
	// server of a recipe.
	Hostname, Address string
	// Algorithm is the proof algorithm, that of the caller's confirmation key.
	Algorithm string
	// Canary is the beginning of URLs that nobody may fetch from.
	Canary string
	// Unique makes an identifier out of labels: the same for the same ones at rest, and never the
	// same live.
	Unique func(labels ...string) string
	// Live adds to messages of the mechanism wit the proof that a recipient asks for.
	Live bool
	// Binding is the proof that Live adds: "wpt", also where it is empty, or "httpsig".
	Binding string
}

// RestTime is the clock of vectors at rest: 2026-01-01T00:00:00Z.
const RestTime = 1767225600

// AtRest is the setting of the published vectors: published keys, a fixed clock, nothing random.
func AtRest(p *spec.Profile, ring *keys.Ring) Setting {
	return Setting{
		Profile: p, Ring: ring, Start: RestTime, Now: func() int64 { return RestTime },
		URL: "https://b.trusted.example/orders", Audience: "https://b.trusted.example/orders",
		Hostname: "b.trusted.example", Address: "192.0.2.7",
		Scheme: "wimse", Algorithm: "ES256", Canary: "https://keys.untrusted.example",
		Unique: func(labels ...string) string {
			h := sha256.New()
			for _, l := range append(labels, p.Name) {
				h.Write([]byte(l + "\x00"))
			}
			return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:16])
		},
	}
}

// Present is the setting of a live run against a recipient.
func Present(p *spec.Profile, ring *keys.Ring, url, audience string) Setting {
	return Setting{
		Profile: p, Ring: ring, Start: time.Now().Unix(), Now: func() int64 { return time.Now().Unix() },
		URL: url, Audience: audience, Scheme: "wimse", Algorithm: "ES256", Live: true,
		Hostname: "localhost", Address: "127.0.0.1",
		Unique: func(...string) string {
			b := make([]byte, 16)
			_, _ = rand.Read(b) // it never fails
			return base64.RawURLEncoding.EncodeToString(b)
		},
	}
}
