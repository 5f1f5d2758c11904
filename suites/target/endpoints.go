package target

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
)

// Endpoint is where a role listens.
type Endpoint struct {
	Role spec.Role
	URL  string
}

// Endpoints lists where the roles that the target has listen: recipient, caller, issuer, verifier,
// and the recipient for mutual TLS.
func (t *Target) Endpoints() []Endpoint {
	var list []Endpoint
	for _, e := range []Endpoint{
		{spec.RoleRecipient, t.Recipient.URL}, {spec.RoleCaller, t.Caller.URL},
		{spec.RoleIssuer, t.Issuer.URL}, {spec.RoleVerifier, t.Verifier.URL},
	} {
		if e.URL != "" {
			list = append(list, e)
		}
	}
	if url := t.MutualURL(); url != "" && url != t.Recipient.URL {
		list = append(list, Endpoint{spec.RoleRecipient, url})
	}
	return list
}

// MutualURL is where the recipient is met over mutual TLS, or "". That it does not support mutual TLS
// shows wherever it serves TLS: at mtls_url, or else at an https url.
func (t *Target) MutualURL() string {
	r := t.Recipient
	switch absent := slices.Contains(t.Unsupported, "mtls"); {
	case r.MTLSURL != "" && (absent || slices.Contains(r.Bindings, "mtls")):
		return r.MTLSURL
	case absent && strings.HasPrefix(r.URL, "https://"):
		return r.URL
	}
	return ""
}
