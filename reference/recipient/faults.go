package recipient

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
)

// Faults lists the faults that a recipient offers: those of its verifiers, of its answers and of
// its signed responses.
func Faults() []string {
	made := slices.DeleteFunc(httpsig.MakerFaults(), func(name string) bool {
		return strings.HasSuffix(name, ":caller")
	})
	return slices.Concat(wit.Faults(), wpt.Faults(), httpsig.RequestFaults(), made, answerFaults(),
		signingFaults, proofFaults, mtls.Faults(), mtls.ServerFaults(), tlsFaults)
}

// proofFaults bend the order and the number of proofs.
var proofFaults = []string{"SIG-WIT-FIRST", "SIG-BESIDE-WPT:strict"}

// careless are the faults of a verifier of WITs that takes from a token what it can and asks for
// nothing more, as one that looks at the signature of the message first.
func careless() check.Faults {
	needed := []string{"WIT-HDR-", "WIT-NO-BEARER", "WIT-JWS-COMPACT", "WIT-CNF-"}
	return check.With(slices.DeleteFunc(wit.Faults(), func(name string) bool {
		return strings.Contains(name, ":") || slices.ContainsFunc(needed, func(prefix string) bool {
			return strings.HasPrefix(name, prefix)
		})
	})...)
}
