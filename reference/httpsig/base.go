package httpsig

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dunglas/httpsfv"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Message is what a signature covers: a request, or a response with the request that it answers.
type Message struct {
	Request *message.Request
	// Response is nil where the signature is the request's.
	Response *message.Response
}

// Base writes the signature base of a message (RFC 9421, Section 2.5): one line for each covered
// component, and behind them the signature parameters as Signature-Input has them, in canonical form.
// The lines are separated by single line feeds; none stands at the end.
func Base(m Message, components []Component, params string) (string, error) {
	return base(m, components, params, reading{})
}

// reading says what an implementation with a fault overlooks in a list of components, or reads in its
// own way.
type reading struct {
	// twice and parameter let pass a component that stands there twice, and a parameter that nobody
	// knows; unknown, absent and other a component that has no value here, with none.
	twice, parameter, unknown, absent, other bool
	// bareQuery takes an empty query as nothing.
	bareQuery bool
}

func base(m Message, components []Component, params string, how reading) (string, error) {
	if err := refuseTwice(components); err != nil && !how.twice {
		return "", err
	}
	var base strings.Builder
	for _, c := range components {
		value, err := m.read(c, how)
		if err != nil {
			return "", err
		}
		base.WriteString(c.String() + ": " + value + "\n")
	}
	return base.String() + `"@signature-params": ` + params, nil
}

func (m Message) read(c Component, how reading) (string, error) {
	if err := c.check(); err != nil && !how.parameter {
		return "", err
	}
	if m.unknown(c) && how.unknown || m.absent(c) && how.absent || m.foreign(c) && how.other {
		return "", nil
	}
	value, err := m.derive(c)
	if c.Name == "@query" && how.bareQuery && value == "?" {
		value = ""
	}
	return value, err
}

// refuseTwice refuses a component that stands in the list again. The order of its parameters makes
// no difference (RFC 9421, Section 2).
func refuseTwice(components []Component) error {
	seen := map[string]bool{}
	for _, c := range components {
		parts := strings.Split(c.String(), ";")
		slices.Sort(parts)
		id := strings.Join(parts, ";")
		if seen[id] {
			return fmt.Errorf("component %s is covered twice", c)
		}
		seen[id] = true
	}
	return nil
}

// Value gives the value of a component of the message.
func (m Message) Value(c Component) (string, error) {
	if err := c.check(); err != nil {
		return "", err
	}
	return m.derive(c)
}

func (m Message) derive(c Component) (string, error) {
	ofRequest := m.Response == nil || c.flag("req")
	switch {
	case m.foreign(c):
		return "", fmt.Errorf("component %s is none of a request", c)
	case c.flag("tr"):
		return "", fmt.Errorf("component %s: trailers are not read here", c)
	case ofRequest && m.Request == nil:
		return "", fmt.Errorf("component %s: the request is not known", c)
	case !c.Derived() && ofRequest:
		return fieldValue(m.Request.Fields, c)
	case !c.Derived():
		return fieldValue(m.Response.Fields, c)
	case ofRequest:
		return requestValue(m.Request, c)
	case c.Name == "@status":
		return strconv.Itoa(m.Response.Status), nil
	}
	return "", fmt.Errorf("component %s is none of a response", c)
}

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
	return "", fmt.Errorf("component %s is none of a request", c)
}

// targetURI derives what a server sees only in part: it takes the scheme from the connection and the
// authority from Host (RFC 9421, Sections 2.2.2 and 2.2.4; RFC 9110, Section 7.1).
func targetURI(r *message.Request, scheme, authority, target string, c Component) (string, error) {
	if scheme == "" {
		scheme, authority = r.Scheme, strings.Join(r.Fields.Values("Host"), ", ")
	}
	switch {
	case scheme == "":
		return "", fmt.Errorf("component %s cannot be told from what was received", c)
	case c.Name == "@scheme":
		return scheme, nil
	}
	return scheme + "://" + authority + target, nil
}

var absoluteURL = regexp.MustCompile(`(?s)^([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)`)

// splitURL gives scheme, authority and request target, which has a path (RFC 9110, Section 4.2.3).
// What is no absolute URL is a target by itself.
func splitURL(text string) (scheme, authority, target string) {
	target = text
	if m := absoluteURL.FindStringSubmatch(text); m != nil {
		scheme, authority, target = strings.ToLower(m[1]), m[2], m[3]
		if !strings.HasPrefix(target, "/") {
			target = "/" + target
		}
	}
	return scheme, authority, target
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
		return "", fmt.Errorf("component %s: the query does not have it exactly once", c)
	}
	return strings.ReplaceAll(url.QueryEscape(values[plain][0]), "+", "%20"), nil
}

// fieldValue combines the lines of a field (RFC 9421, Section 2.1).
func fieldValue(fields message.Fields, c Component) (string, error) {
	lines := fields.Values(c.Name)
	if len(lines) == 0 {
		return "", fmt.Errorf("component %s is covered, and the message has no such field", c)
	}
	for i, line := range lines {
		lines[i] = unfold(line)
	}
	value, _ := c.item.Params.Get("key")
	key, keyed := value.(string)
	switch {
	case c.flag("bs"):
		return byteSequences(lines), nil
	case keyed:
		return member(lines, key, c)
	case c.flag("sf"):
		return canonical(lines, c)
	}
	return strings.Join(lines, ", "), nil
}

var fold = regexp.MustCompile(`[ \t]*\r?\n[ \t]+`)

// unfold strips the white space around a value and replaces line folding by one space.
func unfold(line string) string { return strings.Trim(fold.ReplaceAllString(line, " "), " \t\r\n") }

func byteSequences(lines []string) string {
	out := make([]string, len(lines))
	for i, line := range lines {
		out[i] = ":" + base64.StdEncoding.EncodeToString([]byte(line)) + ":"
	}
	return strings.Join(out, ", ")
}

// member gives one member of a dictionary field (RFC 9421, Section 2.1.2).
func member(lines []string, key string, c Component) (string, error) {
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return "", fmt.Errorf("component %s: the field is no dictionary: %w", c, err)
	}
	m, there := d.Get(key)
	if !there {
		return "", fmt.Errorf("component %s: the field has no such member", c)
	}
	return httpsfv.Marshal(m)
}

// dictionaries are the fields whose strict serialization is known here.
var dictionaries = map[string]bool{
	"content-digest": true, "repr-digest": true, "signature": true, "signature-input": true, "priority": true,
}

func canonical(lines []string, c Component) (string, error) {
	if !dictionaries[c.Name] {
		return "", fmt.Errorf("component %s: the type of that field is not known here", c)
	}
	d, err := httpsfv.UnmarshalDictionary(lines)
	if err != nil {
		return "", fmt.Errorf("component %s: the field is no dictionary: %w", c, err)
	}
	return httpsfv.Marshal(d)
}
