package identifier

import (
	"net/url"
	"path"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// bentComparison are ways to take two identifiers for one that differ: by a part of them, by how they
// begin or end, or by what is left of them once they are tidied up.
var bentComparison = []check.Bent[pair]{
	sameIf("path-alone", func(a, b ID) bool { return a.Path == b.Path }),
	sameIf("domain-alone", func(a, b ID) bool { return a.TrustDomain == b.TrustDomain }),
	sameIf("without-scheme", func(a, b ID) bool { return a.TrustDomain == b.TrustDomain && a.Path == b.Path }),
	sameIf("prefix", func(a, b ID) bool { return strings.HasPrefix(b.URI, a.URI) }),
	sameIf("path-below", func(a, b ID) bool { return strings.HasPrefix(b.URI, a.URI+"/") }),
	sameIf("sub-domain", func(a, b ID) bool {
		return a.Path == b.Path && strings.HasSuffix(b.TrustDomain, "."+a.TrustDomain)
	}),
	sameIf("domain-prefix", func(a, b ID) bool {
		return a.Path == b.Path && strings.HasPrefix(b.TrustDomain, a.TrustDomain)
	}),
	sameIf("any-case", func(a, b ID) bool { return strings.EqualFold(a.URI, b.URI) }),
	sameIf("slash-at-the-end", func(a, b ID) bool { return strings.TrimSuffix(b.URI, "/") == a.URI }),
	sameIf("decoded", func(a, b ID) bool { return decoded(a.URI) == decoded(b.URI) }),
	sameIf("decoded-twice", func(a, b ID) bool { return decoded(decoded(a.URI)) == decoded(decoded(b.URI)) }),
	sameIf("file-name", func(a, b ID) bool {
		return a.TrustDomain == b.TrustDomain && path.Clean(a.Path) == path.Clean(b.Path)
	}),
}

// sameIf takes identifiers for one that are alike in some way.
func sameIf(name string, alike func(a, b ID) bool) check.Bent[pair] {
	return check.Bent[pair]{Name: name, Run: func(p pair) error {
		return check.FailIf(p.a.URI != p.b.URI && !alike(p.a, p.b), "the identifiers differ")
	}}
}

// decoded undoes percent-encodings; a text that has bad ones stays as it is.
func decoded(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}
