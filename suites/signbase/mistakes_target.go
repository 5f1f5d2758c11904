package signbase

import (
	"net/url"
	"path"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
)

// targetMistakes are about the method and the target (RFC 9421, Section 2.2).
var targetMistakes = []mistake{
	values("@query is signed without its question mark", named("@query"), func(_ draft, l line) string {
		if l.value == "?" {
			return l.value
		}
		return strings.TrimPrefix(l.value, "?")
	}),
	values("@query is signed as empty where there is no query: it is a question mark then",
		named("@query"),
		func(_ draft, l line) string {
			if l.value == "?" {
				return ""
			}
			return l.value
		}),
	{"@query has no line where there is no query: it is a question mark then", func(d draft) []draft {
		return d.without(func(l line) bool { return l.name == "@query" && l.value == "?" })
	}},
	values("@query is signed decoded", named("@query"),
		decoded(url.QueryUnescape), decoded(url.PathUnescape)),
	values("@query is parsed and written anew, not signed as it is sent", named("@query"), rewritten),
	values("@path has the query behind it", named("@path"), component("@request-target")),
	values("@path is signed decoded", named("@path"), decoded(url.PathUnescape)),
	values("@path has a slash at its end that was not sent", named("@path"),
		func(_ draft, l line) string { return strings.TrimSuffix(l.value, "/") + "/" }),
	values("@path lacks the slash at its end", named("@path"),
		func(_ draft, l line) string { return strings.TrimSuffix(l.value, "/") }),
	values("@path is cleaned of dots and double slashes", named("@path"),
		func(_ draft, l line) string { return path.Clean(l.value) }),
	values("@path is the whole target URI", named("@path"), component("@target-uri")),
	values("@request-target is the target URI", named("@request-target"), component("@target-uri")),
	values("@request-target lacks the query", named("@request-target"), component("@path")),
	values("@request-target has the method in front of it, as (request-target) of an older draft had",
		named("@request-target"), withMethod(strings.ToLower, ""), withMethod(strings.ToUpper, ""),
		withMethod(strings.ToUpper, " HTTP/1.1")),
	values("@target-uri is the request target", named("@target-uri"), component("@request-target")),
	values("@target-uri lacks the query", named("@target-uri"), func(_ draft, l line) string {
		uri, _, _ := strings.Cut(l.value, "?")
		return uri
	}),
	values("@method is in lower case", named("@method"),
		func(_ draft, l line) string { return strings.ToLower(l.value) }),
	values("@authority has the port that is the default", named("@authority"),
		func(_ draft, l line) string { return l.value + ":443" },
		func(_ draft, l line) string { return l.value + ":80" }),
	values("@authority lacks its port", named("@authority"), func(_ draft, l line) string {
		host, _, found := strings.Cut(l.value, ":")
		if !found || strings.HasPrefix(l.value, "[") {
			return l.value
		}
		return host
	}),
	values("@authority is signed as Host has it, not in lower case", named("@authority"),
		func(d draft, l line) string {
			if d.Request == nil || !d.Request.Fields.Has("Host") {
				return l.value
			}
			return d.Request.Fields.Values("Host")[0]
		}),
}

// component gives the value of another component in place of that of a line.
func component(name string) change {
	return func(d draft, l line) string {
		if value, ok := d.ofRequest(name); ok {
			return value
		}
		return l.value
	}
}

// ofRequest gives the value of a component of the request, also where a response is signed.
func (s *signature) ofRequest(name string) (string, bool) {
	c, err := httpsig.ParseComponent(name)
	if err != nil || s.Request == nil {
		return "", false
	}
	value, err := httpsig.Message{Request: s.Request}.Value(c)
	return value, err == nil
}

func decoded(unescape func(string) (string, error)) change {
	return func(_ draft, l line) string {
		if plain, err := unescape(l.value); err == nil {
			return plain
		}
		return l.value
	}
}

func rewritten(_ draft, l line) string {
	values, err := url.ParseQuery(strings.TrimPrefix(l.value, "?"))
	if err != nil || l.value == "?" {
		return l.value
	}
	return "?" + values.Encode()
}

func withMethod(in func(string) string, behind string) change {
	return func(d draft, l line) string {
		if d.Request == nil {
			return l.value
		}
		return in(d.Request.Method) + " " + l.value + behind
	}
}
