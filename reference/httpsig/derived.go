package httpsig

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// requestValue derives a component from a request (RFC 9421, Section 2.2). The request target is
// taken as it was received, before anything is decoded.
func requestValue(r *message.Request, c Component) (string, error) {
	scheme, authority, target := splitURL(r.URL)
	path, query, found := strings.Cut(target, "?")
	switch c.Name {
	case "@method":
		return r.Method, nil
	case "@path":
		return path, nil
	case "@query":
		return "?" + query, nil
	case "@request-target":
		return target, nil
	case "@query-param":
		return queryParameter(query, found, c)
	case "@authority":
		return authorityOf(r, scheme, authority), nil
	case "@scheme", "@target-uri":
		return targetURI(r, scheme, authority, target, c)
	}
	return "", fmt.Errorf("component %.80s is none of a request", c)
}

// targetURI derives what a server sees only in part: it takes the scheme from the connection and
// the authority from Host (RFC 9421, Sections 2.2.2 and 2.2.4; RFC 9110, Section 7.1).
func targetURI(r *message.Request, scheme, authority, target string, c Component) (string, error) {
	if scheme == "" {
		scheme, authority = r.Scheme, strings.Join(r.Fields.Values("Host"), ", ")
	}
	switch {
	case scheme == "":
		return "", fmt.Errorf("component %.80s cannot be told from what was received", c)
	case c.Name == "@scheme":
		return scheme, nil
	}
	return scheme + "://" + authority + target, nil
}

// splitURL gives scheme, authority and request target, which has a path (RFC 9110, Section 4.2.3).
// What is no absolute URL is a target by itself.
func splitURL(text string) (scheme, authority, target string) {
	scheme, authority, target, ok := message.SplitURL(text)
	if !ok {
		return "", "", text
	}
	target, _, _ = strings.Cut(target, "#")
	if !strings.HasPrefix(target, "/") {
		target = "/" + target
	}
	return strings.ToLower(scheme), authority, target
}

func authorityOf(r *message.Request, scheme, authority string) string {
	if hosts := r.Fields.Values("Host"); len(hosts) > 0 {
		authority = hosts[0]
	}
	authority = strings.ToLower(authority)
	return strings.TrimSuffix(authority, map[string]string{"http": ":80", "https": ":443"}[scheme])
}

// queryParameter gives the one value of a query parameter (RFC 9421, Section 2.2.8).
func queryParameter(query string, found bool, c Component) (string, error) {
	v, _ := c.item.Params.Get("name")
	name, _ := v.(string)
	values, err := url.ParseQuery(query)
	plain, nameErr := url.QueryUnescape(name)
	if !found || err != nil || nameErr != nil || len(values[plain]) != 1 {
		return "", fmt.Errorf("component %.80s: the query does not have it exactly once", c)
	}
	return strings.ReplaceAll(url.QueryEscape(values[plain][0]), "+", "%20"), nil
}
