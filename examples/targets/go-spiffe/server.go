package main

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/spiffe/go-spiffe/v2/exp/svid/witsvid"
	"github.com/spiffe/go-spiffe/v2/spiffeid"
	"github.com/spiffe/go-spiffe/v2/spiffetls"
	"github.com/spiffe/go-spiffe/v2/spiffetls/tlsconfig"
)

// serve listens for requests with a WIT and, where the kit names a place for it, for mutual TLS.
func serve(k *kit) error {
	ended := make(chan error, 2)
	plain, err := listen(k.URL)
	if err != nil {
		return err
	}
	go func() { ended <- server(k.tokens).Serve(plain) }()
	if k.MTLSURL != "" {
		mutual, err := listen(k.MTLSURL)
		if err != nil {
			return err
		}
		s := server(k.certificate)
		s.TLSConfig = tlsconfig.MTLSServerConfig(k.svid, k.x509s, tlsconfig.AuthorizeAny())
		go func() { ended <- s.ServeTLS(mutual, "", "") }()
	}
	return <-ended
}

func listen(text string) (net.Listener, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	return net.Listen("tcp", u.Host)
}

// authenticate says who the caller is.
type authenticate func(*http.Request) (spiffeid.ID, error)

func server(who authenticate) *http.Server {
	return &http.Server{
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          log.New(io.Discard, "", 0), // every refused handshake would be a line
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			id, err := who(r)
			if err != nil {
				refuse(w, err)
				return
			}
			w.Header().Set("Wimse-Caller", id.String())
		}),
	}
}

// refuse answers 400 for a WIT and 401 with a challenge for a proof that is not good
// (draft-ietf-wimse-wpt-02, Section 2.1).
func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	if errors.As(err, new(proofError)) {
		w.Header().Set("WWW-Authenticate", "WPT")
		status = http.StatusUnauthorized
	}
	http.Error(w, err.Error(), status)
}

// certificate takes the caller from the client certificate, which tlsconfig has verified.
func (k *kit) certificate(r *http.Request) (spiffeid.ID, error) {
	return spiffetls.PeerIDFromConnectionState(*r.TLS)
}

// tokens has go-spiffe verify the WIT, and holds the proof against it.
func (k *kit) tokens(r *http.Request) (spiffeid.ID, error) {
	fields := r.Header.Values("Workload-Identity-Token")
	if len(fields) != 1 {
		return spiffeid.ID{}, errors.New("expected is one Workload-Identity-Token field")
	}
	wit, err := witsvid.ParseAndValidate(fields[0], k.wits)
	if err != nil {
		return spiffeid.ID{}, err
	}
	return wit.ID, k.proof(r, wit)
}
