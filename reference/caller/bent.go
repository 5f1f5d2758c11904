package caller

import (
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/identifier"
)

// bentPeers compare the signer of a response with the expected peer by another rule than that they
// are equal.
var bentPeers = map[string]func(signer identifier.ID, peer string) bool{
	"prefix": func(signer identifier.ID, peer string) bool { return strings.HasPrefix(signer.URI, peer) },
	"any-case": func(signer identifier.ID, peer string) bool {
		return strings.EqualFold(signer.URI, peer)
	},
	"trust-domain-alone": func(signer identifier.ID, peer string) bool {
		return strings.HasPrefix(peer, signer.Scheme+"://"+signer.TrustDomain+"/")
	},
	"last-segment-alone": func(signer identifier.ID, peer string) bool {
		return lastSegment(signer.URI) == lastSegment(peer)
	},
}

func lastSegment(uri string) string { return uri[strings.LastIndexByte(uri, '/')+1:] }

// bentWITs are the refusals of the WIT of a response that do not count: it is then taken at its word.
var bentWITs = map[string]string{"expired-too": "WIT-EXP-PASSED", "forged-too": "WIT-SIG-VALID"}

// bentFaults lists the faults of checks that are there and wrong.
func bentFaults() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(bentPeers)) {
		names = append(names, peerCheck+":"+name)
	}
	for _, name := range slices.Sorted(maps.Keys(bentWITs)) {
		names = append(names, witCheck+":"+name)
	}
	return names
}

// mistaken says that a bent check takes the signer for the expected peer.
func (c *Caller) mistaken(signer identifier.ID, peer string) bool {
	for name, alike := range bentPeers {
		if c.Faults.On(peerCheck+":"+name) && alike(signer, peer) {
			return true
		}
	}
	return false
}

// overlooked says that a bent check does not mind what the WIT was refused for.
func (c *Caller) overlooked(requirement string) bool {
	for name, id := range bentWITs {
		if c.Faults.On(witCheck+":"+name) && id == requirement {
			return true
		}
	}
	return false
}
