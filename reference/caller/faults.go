package caller

import (
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/mtls"
	"github.com/wimsespec/wimsespec/reference/wit"
	"github.com/wimsespec/wimsespec/reference/wpt"
)

// The faults of a caller's own behaviour, beside those of what it makes and of what it verifies.
var (
	// expiryFaults use the WIT and its key beyond their time.
	expiryFaults = []string{"WIT-KEY-NOT-AFTER-EXP:caller", "WPT-KEY-NOT-AFTER-EXP:caller"}
	// redirectFaults follow redirects to another origin with the credentials for the first one.
	redirectFaults = []string{"WPT-REDIRECT:caller", "SIG-REDIRECT:caller"}
	// disclosureFaults send the private key.
	disclosureFaults = []string{"WIT-KEY-PRIVATE:caller", "WPT-KEY-PRIVATE:caller"}
	// bareFaults send a bearer token with the WIT, and no signature.
	bareFaults = []string{"SIG-NO-BEARER:caller"}
)

// Faults lists the faults that a caller offers: those of its own behaviour, of the proofs and the
// signatures that it makes, and of its checks on responses.
func Faults() []string {
	all := slices.Concat(expiryFaults, redirectFaults, disclosureFaults, bareFaults,
		[]string{peerCheck, witCheck, carriedCheck}, bentFaults(), wpt.MakerFaults(), httpsig.Faults(), wit.Faults(),
		mtls.Faults(), mtls.CallerFaults())
	all = slices.DeleteFunc(all, func(name string) bool {
		return strings.HasSuffix(name, ":signer") // that is the recipient
	})
	slices.Sort(all)
	return slices.Compact(all)
}

func (c *Caller) anyFault(names []string) bool { return slices.ContainsFunc(names, c.Faults.On) }
