package httpsig

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bend is a fault of a signer: what it does to a good message before that is signed.
type bend struct {
	id string
	// role is the variant under which it is offered: "caller" for requests, "signer" for responses.
	role string
	bend func(*draft)
}

// bends has a fault for each requirement that binds the maker of a signed message.
var bends = slices.Concat(componentBends, digestBends, parameterBends, audienceBends, responseBends)

// Faults lists the faults that this package offers.
func Faults() []string { return union(RequestFaults(), ResponseFaults(), MakerFaults()) }

// RequestFaults lists the faults of a verifier of requests.
func RequestFaults() []string { return union(check.FaultsOf(requestChecks)) }

// ResponseFaults lists the faults of a verifier of responses.
func ResponseFaults() []string { return union(check.FaultsOf(responseChecks)) }

// MakerFaults lists the faults of a signer: of requests under "ID:caller", of responses under
// "ID:signer".
func MakerFaults() []string {
	var names []string
	for _, b := range bends {
		names = append(names, b.id+":"+b.role)
	}
	return union(names)
}

func union(lists ...[]string) []string {
	names := slices.Concat(lists...)
	slices.Sort(names)
	return slices.Compact(names)
}

// bendAll applies the faults that are on.
func (d *draft) bendAll(role string) {
	for _, b := range bends {
		if b.role == role && d.Faults.On(b.id+":"+role) {
			b.bend(d)
		}
	}
}

var componentBends = []bend{
	{"SIG-COMP-METHOD", "caller", uncover("@method")},
	{"SIG-COMP-PATH", "caller", uncover("@path")},
	{"SIG-COMP-QUERY", "caller", uncover("@query")},
	{"SIG-COMP-REQUEST-TARGET-LEGACY", "caller", uncover("@request-target")},
	{"SIG-COMP-CONTENT-TYPE", "caller", uncover("content-type")},
	{"SIG-COMP-CONTENT-DIGEST", "caller", uncover("content-digest")},
	{"SIG-COMP-AUTHORIZATION", "caller", uncover("authorization")},
	{"SIG-COMP-TXN-TOKEN", "caller", uncover("txn-token")},
	{"SIG-COMP-WIT", "caller", uncover("workload-identity-token")},
	{"SIG-COMP-WIMSE-AUDIENCE", "caller", uncover("wimse-audience")},
	{"SIG-COMP-NO-REQUEST-TARGET", "caller", cover("@request-target")},
	{"SIG-COMP-NO-AUTHORITY", "caller", cover("@authority")},
	{"SIG-COMP-UNKNOWN", "caller", overlook("@unheard-of", reading{unknown: true})},
	{"SIG-COMP-ABSENT", "caller", overlook("x-absent", reading{absent: true})},
	{"SIG-COMP-PARAMETER", "caller", overlook("@method;odd", reading{parameter: true})},
	{"SIG-COMP-WRONG-MESSAGE", "caller", overlook("@status", reading{other: true})},
	{"SIG-COMP-DUPLICATE", "caller", overlook("@method", reading{twice: true})},
	{"SIG-COMP-QUERY-EMPTY", "caller", func(d *draft) { d.how.bareQuery = true }},
	{"RSP-COMP-STATUS", "signer", uncover("@status")},
	{"RSP-COMP-METHOD-REQ", "signer", uncover("@method;req")},
	{"RSP-COMP-PATH-REQ", "signer", uncover("@path;req")},
	{"RSP-COMP-QUERY-REQ", "signer", uncover("@query;req")},
	{"RSP-COMP-REQUEST-TARGET-LEGACY", "signer", uncover("@request-target;req")},
	{"RSP-COMP-CONTENT-TYPE", "signer", uncover("content-type")},
	{"RSP-COMP-CONTENT-DIGEST", "signer", uncover("content-digest")},
	{"RSP-COMP-WIT", "signer", uncover("workload-identity-token")},
}

func uncover(component string) func(*draft) {
	return func(d *draft) {
		other := func(c string) bool { return c == component }
		d.components = slices.DeleteFunc(d.components, other)
		d.optional = slices.DeleteFunc(d.optional, other)
	}
}

func cover(component string) func(*draft) {
	return func(d *draft) { d.components = append(d.components, component) }
}

// overlook covers what no signature base can have, and signs all the same.
func overlook(component string, how reading) func(*draft) {
	return func(d *draft) {
		d.components = append(d.components, component)
		d.how = how
	}
}

var digestBends = []bend{
	{"SIG-DIGEST-PRESENT", "caller", func(d *draft) { d.remove(digestField) }},
	{"SIG-DIGEST-VALUE", "caller", falseDigest},
	{"SIG-DIGEST-ALGORITHM", "caller", insecureDigest},
	{"RSP-DIGEST", "signer", falseDigest},
}

func falseDigest(d *draft) {
	if d.fields.Has(digestField) {
		d.set(digestField, Digest([]byte("other content")))
	}
}

// insecureDigest takes an algorithm that RFC 9530, Section 5 has for errors of the wire alone.
func insecureDigest(d *draft) {
	if d.fields.Has(digestField) {
		d.set(digestField, checksum(d.msg.Request.Body))
	}
}

var parameterBends = slices.Concat(
	forBoth("SIG-PARAM-CREATED", "RSP-PARAMS", drop("created")),
	forBoth("SIG-PARAM-EXPIRES", "", drop("expires")),
	forBoth("SIG-PARAM-INTEGER", "", func(d *draft) { d.params.Add("created", "yesterday") }),
	forBoth("SIG-PARAM-NONCE", "", drop("nonce")),
	forBoth("SIG-PARAM-STRING", "", nonceAsToken),
	forBoth("SIG-PARAM-TAG", "", drop("tag")),
	forBoth("SIG-TAG-LEGACY", "", drop("tag")),
	forBoth("SIG-EXPIRES-SHORT", "RSP-EXPIRES-SHORT", func(d *draft) { d.addToExpires(week) }),
	forBoth("SIG-NONCE-RANDOM", "", func(d *draft) { d.cutNonce(4) }),
	forBoth("SIG-NONCE-ENTROPY", "", func(d *draft) { d.cutNonce(12) }),
	forBoth("SIG-NONCE-UNIQUE-LEGACY", "RSP-NONCE-FRESH", func(d *draft) {
		d.params.Add("nonce", sameNonce)
	}),
	forBoth("SIG-KEYID-FORBIDDEN", "RSP-KEYID-FORBIDDEN", addKeyID),
	forBoth("SIG-KEYID-SHOULD-NOT", "", addKeyID),
	forBoth("SIG-ALG-PARAM-FORBIDDEN", "RSP-ALG-PARAM-FORBIDDEN", addAlgorithm),
	forBoth("SIG-LABEL-WIMSE-LEGACY", "RSP-LABEL-WIMSE-LEGACY", func(d *draft) {
		d.label, d.second = "sig1", "second"
	}),
	forBoth("SIG-ONE-SIGNATURE", "RSP-ONE-SIGNATURE", func(d *draft) { d.second = "second" }),
	forBoth("SIG-LABEL-UNIQUE", "", func(d *draft) { d.second = d.label }),
	forBoth("SIG-LABEL-PAIRED", "", func(d *draft) { d.unpaired = true }),
	forBoth("SIG-SIGN", "RSP-SIGN-VALID", func(d *draft) { d.tampered = true }),
	forBoth("SIG-SIGNATURE-ENCODING", "", func(d *draft) { d.der = true }),
)

const (
	sameNonce = "the-same-nonce-again-and-again"
	week      = 7 * 24 * 60 * 60 // in seconds
)

// forBoth offers a fault to callers, and to signers under the ID that responses have for it, if they
// have one.
func forBoth(request, response string, apply func(*draft)) []bend {
	list := []bend{{request, "caller", apply}}
	if response != "" {
		list = append(list, bend{response, "signer", apply})
	}
	return list
}

func drop(name string) func(*draft) { return func(d *draft) { d.params.Del(name) } }

func addKeyID(d *draft) { d.params.Add("keyid", "workload-key") }

func addAlgorithm(d *draft) { d.params.Add("alg", registeredName(d.Key.Algorithm)) }
