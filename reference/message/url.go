package message

import "strings"

const (
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	// schemeRest is what may stand in a scheme behind its first letter (RFC 3986, Section 3.1).
	schemeRest = letters + "0123456789+.-"
)

// SplitURL takes an absolute URL apart, all parts verbatim: what stands behind the authority is its
// path, query and fragment. It is not ok where the text does not begin with a scheme and "//".
func SplitURL(url string) (scheme, authority, rest string, ok bool) {
	scheme, behind, found := strings.Cut(url, "://")
	if !found || scheme == "" || !strings.Contains(letters, scheme[:1]) ||
		strings.Trim(scheme, schemeRest) != "" {
		return "", "", "", false
	}
	end := strings.IndexAny(behind, "/?#")
	if end < 0 {
		end = len(behind)
	}
	return scheme, behind[:end], behind[end:], true
}
