package live

import (
	"slices"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// NotClaimed begins the reason why a case is skipped where the target does not claim the feature.
const NotClaimed = "not claimed: "

// unclaimed says what a recipe needs that the target does not claim, or "".
func (p *planner) unclaimed(r *forge.Recipe) string {
	missing := p.missingFor(r)
	if missing == "" {
		return ""
	}
	return NotClaimed + missing
}

func (p *planner) missingFor(r *forge.Recipe) string {
	if missing := p.missingRole(r); missing != "" {
		return missing
	}
	if missing := p.missingFeature(r); missing != "" || r.Role() != spec.RoleRecipient {
		return missing
	}
	return p.missingInRecipient(r)
}

// missingRole looks at the role and at its bindings.
func (p *planner) missingRole(r *forge.Recipe) string {
	url, bindings := p.Target.Recipient.URL, p.Target.Recipient.Bindings
	switch r.Role() {
	case spec.RoleCaller:
		url, bindings = p.Target.Caller.URL, p.Target.Caller.Bindings
	case spec.RoleIssuer:
		url, bindings = p.Target.Issuer.URL, []string{bindingOf(r)}
	}
	switch binding := bindingOf(r); {
	case r.Needs.Unsupported != "":
		return p.missingAbsence(r.Needs.Unsupported)
	case url == "" || binding == "mtls" && r.Role() == spec.RoleRecipient && p.Target.MutualURL() == "":
		return "role " + string(r.Role())
	case binding == "" && !authenticates(bindings):
		return "binding wpt or httpsig"
	case binding != "" && !slices.Contains(bindings, binding):
		return "binding " + binding
	}
	return ""
}

// authenticates says whether one of the bindings goes with a WIT.
func authenticates(bindings []string) bool {
	return slices.Contains(bindings, "wpt") || slices.Contains(bindings, "httpsig")
}

// missingAbsence looks for the claim that a binding is not supported, and for another that is.
func (p *planner) missingAbsence(binding string) string {
	claimed := p.Target.Recipient.Bindings
	other := map[string]string{"httpsig": "wpt", "wpt": "httpsig"}[binding]
	switch {
	case !slices.Contains(p.Target.Unsupported, binding):
		return "the absence of " + binding
	case binding == "mtls" && p.Target.MutualURL() == "":
		return "a place where it serves TLS: neither mtls_url nor an https url"
	case binding == "mtls" && !authenticates(claimed):
		return "binding wpt or httpsig"
	case binding != "mtls" && !slices.Contains(claimed, other):
		return "binding " + other
	}
	return ""
}

// bindingOf names the proof that a recipe is about; "" is any.
func bindingOf(r *forge.Recipe) string {
	switch {
	case r.Call != nil && r.Call.Binding != "":
		return r.Call.Binding
	case r.Mechanism() == spec.MechanismWIT && r.Role() != spec.RoleIssuer:
		return ""
	}
	return string(r.Mechanism())
}

// missingFeature looks at what concerns every role.
func (p *planner) missingFeature(r *forge.Recipe) string {
	claims, needs := p.Target.Recipient, r.Needs
	algorithms := claims.Algorithms
	if r.Role() != spec.RoleRecipient {
		algorithms = []string{kitAlgorithm}
	}
	switch {
	case needs.Algorithm != "" && !slices.Contains(algorithms, needs.Algorithm):
		return "algorithm " + needs.Algorithm
	case needs.Token != "" && !slices.Contains(claims.UnderstoodTokens, needs.Token):
		return "token " + needs.Token
	case needs.Scheme != "" && needs.Scheme != p.Target.IdentifierScheme:
		return "identifier scheme " + needs.Scheme
	case needs.Clock:
		return "a clock that the suite can set"
	}
	return ""
}

// missingInRecipient looks at what a target file says of recipients alone.
func (p *planner) missingInRecipient(r *forge.Recipe) string {
	claims, needs := p.Target.Recipient, r.Needs
	switch {
	case needs.Replay && !claims.ReplayProtection:
		return "replay protection"
	case needs.CallerField && claims.CallerHeader == "":
		return "a response field that names the caller"
	case needs.ResponseSigning == "asked" && claims.ResponseSigning == "never":
		return "signed responses"
	case needs.ResponseSigning == "always" && claims.ResponseSigning != "always":
		return "a signature on every response"
	case needs.ResponseSigning == "never" && claims.ResponseSigning != "never":
		return "a recipient that signs no responses"
	}
	return ""
}
