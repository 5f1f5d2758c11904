package faults

import (
	"hash/fnv"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/forge"
)

// Fault is a fault of the reference: a requirement's ID leaves its check out, ID:strict refuses what
// is right, the name of a role says who makes its own message wrong, and any other word behind the
// colon how the check is bent.
type Fault struct{ Name, ID, Variant string }

// Parse takes a name apart.
func Parse(name string) Fault {
	id, variant, _ := strings.Cut(name, ":")
	return Fault{name, id, variant}
}

// InForce lists the faults of the reference whose requirement holds in a profile, by name.
func InForce(p *spec.Profile) []Fault {
	var out []Fault
	for _, name := range live.KnownFaults() {
		f := Parse(name)
		if _, ok := p.Rule(f.ID); ok {
			out = append(out, f)
		}
	}
	return out
}

// Strict says that the fault refuses what is right.
func (f Fault) Strict() bool { return f.Variant == "strict" }

// Bent says that the fault has the check and gets it wrong.
func (f Fault) Bent() bool { return f.Variant != "" && !f.Strict() && f.role() == "" }

// role is the role that makes the message in which the fault shows; "" is any.
func (f Fault) role() string {
	switch f.Variant {
	case "caller", "redirect":
		return "caller"
	case "issuer":
		return "issuer"
	case "signer", "server":
		return "recipient"
	}
	return ""
}

// cites says that a case is about the fault. A check that is left out, or too strict, shows in what
// is accepted and refused, and the issuer's have names of their own; what is made wrong shows in
// what is made.
func (f Fault) cites(c harness.Case) bool {
	fits := false
	switch f.role() {
	case "":
		fits = c.Check == "" && c.Role != "issuer"
	case "issuer":
		fits = c.Role == "issuer"
	default:
		fits = c.Check != "" && c.Role == f.role()
	}
	return fits && slices.Contains(c.Requirements, f.ID)
}

// concerns says which cases are run with the fault on: those that cite it, with every algorithm, and
// with the usual one whatever it could disturb.
func (f Fault) concerns(c harness.Case) bool {
	mechanism := strings.ToLower(f.ID[:3])
	switch {
	case c.Role == string(spec.RoleVerifier): // package prove has tried all vectors with all faults
		return f.role() == "" && slices.Contains(c.Requirements, f.ID)
	case slices.Contains(c.Requirements, f.ID):
		return true
	case c.Algorithm != "ES256" && c.Algorithm != "TLS" || c.Times > 1 || f.role() != "" && f.role() != c.Role:
		return false
	case f.Variant == "server":
		return c.Check != "" && c.Mechanism == "mtls" // nothing else is tried with a bad server
	case c.Mechanism == "mtls":
		return (mechanism == "wic" || mechanism == "id-") && (c.Expect != "reject" || f.picks(c, 3))
	case mechanism == "wic":
		return false
	case f.Variant == "signer" || mechanism == "sig" || mechanism == "rsp":
		return c.Mechanism == "httpsig"
	case mechanism == "wpt":
		return c.Mechanism == "wpt" || c.Mechanism == "wit"
	}
	return true
}

// picks takes one case in n, for each fault others: all of them are many messages.
func (f Fault) picks(c harness.Case, n int) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(f.Name + c.ID)) // it never fails
	return h.Sum32()%uint32(max(n, 1)) == 0
}

// responseSigning says when the reference signs its responses where the cases about the fault need
// another policy than the usual one; else it is "".
func (f Fault) responseSigning() (string, error) {
	book, err := forge.Builtin()
	if err != nil {
		return "", err
	}
	policy := ""
	for _, r := range book.List {
		if !slices.Contains(r.Requirements(), f.ID) || r.Role() != spec.RoleRecipient {
			continue
		}
		if policy = r.Needs.ResponseSigning; policy == "" || policy == "asked" {
			return "", nil
		}
	}
	return policy, nil
}
