package live

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/issuer"
	"github.com/wimsespec/wimsespec/reference/recipient"
)

// KnownFaults lists every fault that the reference offers, in full: a requirement's ID leaves its
// check out, in whatever role makes it; ID:strict refuses what is right; caller, signer, server and
// issuer behind the colon say who makes its own message wrong; other words say how the check is bent.
func KnownFaults() []string {
	faults := slices.Concat(recipient.Faults(), caller.Faults(), issuer.Faults())
	slices.Sort(faults)
	return slices.Compact(faults)
}

// strict marks the faults that refuse too much.
const strict = ":strict"

// expand makes full names of faults. The ID of a requirement that no check enforces stands for all
// the ways in which a message is made wrong.
func expand(faults []string) ([]string, error) {
	known := KnownFaults()
	var full []string
	for _, f := range faults {
		made := slices.DeleteFunc(slices.Clone(known), func(k string) bool {
			return !strings.HasPrefix(k, f+":") || strings.HasSuffix(k, strict)
		})
		switch {
		case slices.Contains(known, f):
			full = append(full, f)
		case len(made) > 0:
			full = append(full, made...)
		default:
			return nil, fmt.Errorf("live: the reference has no fault %q", f)
		}
	}
	return full, nil
}
