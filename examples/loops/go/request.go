package wimse

import (
	"errors"
	"fmt"
)

// request verifies the signature of a request beside a verified WIT (http-signature-07, Section 3).
func (v *Verifier) request(r Request, w wit) error {
	s, err := find(r.Headers)
	if err != nil {
		return err
	}
	if s == nil {
		return errors.New("no signature with the tag")
	}
	m, err := ofRequest(r)
	if err != nil {
		return err
	}
	audience, nonce := s.text("wimse-aud"), s.text("nonce")
	if audience != v.recipient.Audience || nonce == "" {
		return fmt.Errorf("wimse-aud is %q, the nonce %q", audience, nonce)
	}
	components := append([]string{`"@method"`, `"@path"`, `"@query"`}, m.present("content-type",
		"content-digest", "authorization", "txn-token", "workload-identity-token")...)
	if err := s.verify(m, w, v.now, components); err != nil {
		return err
	}
	return v.once(w.subject, nonce)
}
