package wimse

import (
	"errors"
	"fmt"
)

// response says whether a caller accepts a response to its request (http-signature-07, Section 3.5).
func (v *Verifier) response(q Request, r Response) error {
	asked, err := find(q.Headers)
	if err != nil {
		return err
	}
	if asked == nil {
		return errors.New("the request is not signed")
	}
	s, err := find(r.Headers)
	if err != nil {
		return err
	}
	if must, _ := asked.input.Params.Get("wimse-sign-response"); s == nil && must == true {
		return errors.New("a signature was asked for")
	}
	if s == nil {
		return nil
	}
	return v.signedResponse(q, r, asked, s)
}

// signedResponse verifies the signature of a response, which whoever is called makes with the key of
// its own WIT.
func (v *Verifier) signedResponse(q Request, r Response, asked, s *signature) error {
	w, err := v.wit(r.Headers)
	if err != nil {
		return fmt.Errorf("WIT: %w", err)
	}
	if w.subject != v.caller.ExpectedPeer {
		return fmt.Errorf("the response is that of %s", w.subject)
	}
	sent, back, nonce := asked.text("nonce"), s.text("wimse-req-nonce"), s.text("nonce")
	if sent == "" || back != sent || nonce == "" {
		return fmt.Errorf("wimse-req-nonce is %q, the nonce %q", back, nonce)
	}
	to, err := ofRequest(q)
	if err != nil {
		return err
	}
	m := ofResponse(r, to)
	components := append([]string{`"@status"`, `"@method";req`, `"@path";req`, `"@query";req`},
		m.present("content-type", "content-digest", "workload-identity-token")...)
	if err := s.verify(m, w, v.now, components); err != nil {
		return err
	}
	return v.once(w.subject, nonce)
}
