package httpsig

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/message"
)

// SignAsIs signs a request whose Content-Digest stays as it is, right or wrong.
func SignAsIs(s *Signer, req *message.Request, audience string) error {
	digest := req.Fields.Values(digestField)[0]
	d := s.draft(Message{Request: req}, &req.Fields, req.Body)
	d.components, d.optional = slices.Clone(d.facts.Request), slices.Clone(d.facts.RequestFields)
	d.name(audience)
	d.set(digestField, digest)
	return d.finish("caller")
}
