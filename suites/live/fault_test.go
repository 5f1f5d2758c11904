package live_test

import (
	"hash/fnv"
	"path"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/suites/harness"
)

// fault is the name of a fault in its parts.
type fault struct{ name, id, variant string }

func faultOf(name string) fault {
	id, variant, _ := strings.Cut(name, ":")
	return fault{name, id, variant}
}

// role is the role that makes the message in which the fault shows; "" is any.
func (f fault) role() string {
	switch f.variant {
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
func (f fault) cites(c harness.Case) bool {
	fits := false
	switch f.role() {
	case "":
		fits = c.Check == "" && c.Role != "issuer"
	case "issuer":
		fits = c.Role == "issuer"
	default:
		fits = c.Check != "" && c.Role == f.role()
	}
	return fits && slices.Contains(c.Requirements, f.id)
}

// concerns says which cases are run with the fault on: those that cite it, with every algorithm, and
// with the usual one whatever it could disturb.
func (f fault) concerns(c harness.Case) bool {
	mechanism := strings.ToLower(f.id[:3])
	switch {
	case slices.Contains(c.Requirements, f.id):
		return true
	case c.Algorithm != "ES256" && c.Algorithm != "TLS" || c.Times > 1 || f.role() != "" && f.role() != c.Role:
		return false
	case f.variant == "server":
		return c.Check != "" && c.Mechanism == "mtls" // nothing else is tried with a bad server
	case c.Mechanism == "mtls":
		return (mechanism == "wic" || mechanism == "id-") && (c.Expect != "reject" || f.picks(c))
	case mechanism == "wic":
		return false
	case f.variant == "signer" || mechanism == "sig" || mechanism == "rsp":
		return c.Mechanism == "httpsig"
	case mechanism == "wpt":
		return c.Mechanism == "wpt" || c.Mechanism == "wit"
	}
	return true
}

// hidden says that a case cannot notice the fault.
func (f fault) hidden(c harness.Case) bool { return f.among(hidden, c) }

// picks takes a third of the cases, for each fault another one: all of them are many handshakes.
func (f fault) picks(c harness.Case) bool {
	h := fnv.New32a()
	_, _ = h.Write([]byte(f.name + c.ID)) // it never fails
	return h.Sum32()%3 == 0
}

// implies says that a case may fail with the fault on although it is not about it.
func (f fault) implies(c harness.Case) bool {
	return f.among(implied, c)
}

func (f fault) among(excuses map[string]excuse, c harness.Case) bool {
	for _, pattern := range excuses[f.name].cases {
		if ok, _ := path.Match(pattern, c.Role+" "+c.ID); ok {
			return true
		}
	}
	return false
}
