package harness

import (
	"slices"

	"github.com/wimsespec/wimsespec/spec"
)

// place is one of the addresses at which a target listens, each with an account of its own of who
// refused connections and who was silent.
type place string

const (
	placeRecipient place = place(spec.RoleRecipient)
	placeMTLS      place = "mtls"
	placeCaller    place = place(spec.RoleCaller)
	placeIssuer    place = place(spec.RoleIssuer)
	placeJWKS      place = "jwks"
	placeVerifier  place = place(spec.RoleVerifier)
)

// placeOf gives the place where a case asks.
func placeOf(c Case) place {
	switch p := place(c.Role); {
	case p == placeCaller, p == placeIssuer, p == placeVerifier:
		return p
	case c.Mechanism == string(spec.MechanismMTLS):
		return placeMTLS
	}
	return placeRecipient
}

type places map[place]*endpoint

func newPlaces(cfg *Config) places {
	all := places{}
	for p, url := range map[place]string{
		placeRecipient: cfg.URL, placeMTLS: cfg.MTLSURL, placeCaller: cfg.CallerURL,
		placeIssuer: cfg.IssuerURL, placeJWKS: cfg.JWKSURL, placeVerifier: cfg.VerifierURL,
	} {
		all[p] = newEndpoint(cfg, url)
	}
	return all
}

// client gives the worker's client for a place.
func (w *worker) client(p place) *client {
	if w.clients[p] == nil {
		w.clients[p] = &client{endpoint: w.places[p]}
	}
	return w.clients[p]
}

func (w *worker) close() {
	for _, c := range w.clients {
		c.close()
	}
}

// unreachableAfter is how many refused connections in a row make a place unreachable.
const unreachableAfter = 3

// Unreachable lists the URLs of the target that could not be reached: the last attempts to connect
// were all refused, three at least, or no request was ever answered, or it was given up. A role that
// cannot be reached makes the cases of that role inconclusive, and no others.
func (s *Session) Unreachable() []string {
	var urls []string
	for _, e := range s.places {
		if e.refused.Load() >= unreachableAfter || e.givenUp() != "" {
			urls = append(urls, e.url)
		}
	}
	slices.Sort(urls)
	return urls
}
