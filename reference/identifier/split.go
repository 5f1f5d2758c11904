package identifier

import (
	"net/netip"
	"regexp"
	"strings"
)

// split takes a URI apart as RFC 3986, Appendix B does, which fails on no text.
func split(uri string) *state {
	s := &state{uri: uri, path: uri}
	if i := strings.IndexAny(uri, ":/?#"); i > 0 && uri[i] == ':' {
		s.scheme, s.path, s.hasScheme = uri[:i], uri[i+1:], true
	}
	s.path, s.fragment.text, s.fragment.there = strings.Cut(s.path, "#")
	s.path, s.query.text, s.query.there = strings.Cut(s.path, "?")
	if behind, found := strings.CutPrefix(s.path, "//"); found {
		s.hasAuthority = true
		s.authority, s.path = behind, ""
		if i := strings.IndexByte(behind, '/'); i >= 0 {
			s.authority, s.path = behind[:i], behind[i:]
		}
	}
	s.splitAuthority()
	s.wellFormedURI = s.wellFormedHierarchy() && only(s.query.text, pchar+"/?") &&
		only(s.fragment.text, pchar+"/?") && only(s.userinfo.text, regName+":") &&
		wellFormedHost(s.host) && strings.Trim(s.port.text, digits) == ""
	return s
}

// splitAuthority tells the host from what stands around it.
func (s *state) splitAuthority() {
	s.host = s.authority
	if i := strings.LastIndexByte(s.host, '@'); i >= 0 {
		s.userinfo, s.host = component{s.host[:i], true}, s.host[i+1:]
	}
	if i := strings.LastIndexByte(s.host, ':'); i > strings.LastIndexByte(s.host, ']') {
		s.host, s.port = s.host[:i], component{s.host[i+1:], true}
	}
}

// The characters of RFC 3986, Appendix A, without percent-encoded ones.
const (
	digits  = "0123456789"
	letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	regName = letters + digits + "-._~!$&'()*+,;="
	pchar   = regName + ":@"
)

// wellFormedHierarchy looks at scheme and path. Without a scheme, a colon in the first segment of a
// relative path would make one of what stands before it.
func (s *state) wellFormedHierarchy() bool {
	first, _, _ := strings.Cut(s.path, "/")
	if s.hasScheme {
		letter := strings.Contains(letters, s.scheme[:1])
		return letter && strings.Trim(s.scheme, letters+digits+"+-.") == "" && only(s.path, pchar+"/")
	}
	return !strings.Contains(first, ":") && only(s.path, pchar+"/")
}

// only says whether a text has nothing but some characters and percent-encoded ones.
func only(text, characters string) bool {
	for {
		plain, encoded, found := strings.Cut(text, "%")
		if strings.Trim(plain, characters) != "" {
			return false
		}
		if !found {
			return true
		}
		if len(encoded) < 2 || strings.Trim(encoded[:2], "0123456789ABCDEFabcdef") != "" {
			return false
		}
		text = encoded[2:]
	}
}

// wellFormedHost says whether a host is a reg-name, or an IPv6address or IPvFuture in brackets (RFC
// 3986, Section 3.2.2).
func wellFormedHost(host string) bool {
	literal, bracketed := strings.CutPrefix(host, "[")
	if !bracketed {
		return only(host, regName)
	}
	literal, closed := strings.CutSuffix(literal, "]")
	a, err := netip.ParseAddr(literal)
	return closed && (err == nil && a.Is6() && a.Zone() == "" || future.MatchString(literal))
}

var future = regexp.MustCompile(`^[vV][0-9A-Fa-f]+\.[A-Za-z0-9\-._~!$&'()*+,;=:]+$`)
