package recipient

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Serve serves a resource that the recipient protects until the context ends: an authenticated
// request is answered 200 with the caller's identifier, or 404 where its path ends in /missing, or
// 204 where its method is DELETE.
func (r *Recipient) Serve(ctx context.Context, ln net.Listener) error {
	server := r.server()
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // it is on its way out
	defer stop()
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("recipient: %w", err)
	}
	return nil
}

func (r *Recipient) server() *http.Server {
	return &http.Server{
		Handler:           r.Protect(http.HandlerFunc(welcome)),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		MaxHeaderBytes:    64 << 10,
	}
}

func welcome(w http.ResponseWriter, hr *http.Request) {
	caller, _ := CallerFrom(hr.Context())
	switch {
	case strings.HasSuffix(hr.URL.Path, "/missing"):
		http.Error(w, "there is nothing here", http.StatusNotFound)
		return
	case hr.Method == http.MethodDelete:
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "authenticated:", caller.Identifier)
}
