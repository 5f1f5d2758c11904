package httpsig

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/check"
)

// coveredBy is a bend of the check that a component is covered, which takes others for it.
func coveredBy(component, name string, alike func(c Component, wanted string) bool) check.Bent[*state] {
	wanted, _, _ := strings.Cut(component, ";")
	return check.Bent[*state]{Name: name, Run: unless(func(s *state) bool {
		return slices.ContainsFunc(s.covered, func(c Component) bool { return alike(c, wanted) })
	}, covers(component))}
}

// containing looks for the name in the text of the list: it finds it in longer names too.
func containing(component string) []check.Bent[*state] {
	_, of, _ := strings.Cut(component, ";")
	return []check.Bent[*state]{coveredBy(component, "contains", func(c Component, wanted string) bool {
		return c.Name != wanted && strings.Contains(c.Name, wanted) && c.flag("req") == (of == "req")
	})}
}

// ofAnySignature looks for the component in the whole of Signature-Input.
func ofAnySignature(component string) []check.Bent[*state] {
	return []check.Bent[*state]{{Name: "of-any-signature", Run: unless(func(s *state) bool {
		return slices.ContainsFunc(s.all, func(g *signature) bool {
			list, _ := g.components()
			return slices.ContainsFunc(list, func(c Component) bool { return c.Bare() == component })
		})
	}, covers(component))}}
}

// ofTheRequest compares names without their parameters, so that the field of the request passes for
// that of the response.
func ofTheRequest(field string) []check.Bent[*state] {
	return []check.Bent[*state]{coveredBy(field, "of-the-request", func(c Component, wanted string) bool {
		return c.Name == wanted && c.flag("req")
	})}
}

var (
	bentWIT = slices.Concat(containing("workload-identity-token"), ofAnySignature("workload-identity-token"))
	// bentQuery asks for @query only where there is a query, or derives it in another way.
	bentQuery = slices.Concat(containing("@query"), []check.Bent[*state]{
		{Name: "where-there-is-one", Run: unless(withoutQuery, covers("@query"))},
		{Name: "without-question-mark", Run: readingQuery("@query", func(query string) string {
			if query == "?" {
				return query // that is SIG-COMP-QUERY-EMPTY
			}
			return strings.TrimPrefix(query, "?")
		})},
		{Name: "decoded", Run: readingQuery("@query", func(query string) string {
			plain, err := url.PathUnescape(query)
			if err != nil {
				return query
			}
			return plain
		})},
	})
	bentQueryOfRequest = slices.Concat(containing("@query;req"), []check.Bent[*state]{
		{Name: "where-there-is-one", Run: unless(withoutQuery, covers("@query;req"))},
	})
	// bentContentType asks for the type only of content.
	bentContentType = append(containing("content-type"), check.Bent[*state]{
		Name: "with-content", Run: unless(func(s *state) bool { return len(s.body) == 0 }, covers("content-type")),
	})
	// bentContentDigest takes one member of the field for the field.
	bentContentDigest = []check.Bent[*state]{
		coveredBy("content-digest", "one-member", func(c Component, wanted string) bool {
			return c.Name == wanted && c.has("key")
		}),
	}
	// bentStatus asks for the status of successes only.
	bentStatus = []check.Bent[*state]{{Name: "of-200-alone", Run: unless(notOK, covers("@status"))}}
)

func notOK(s *state) bool { return s.isResponse() && s.msg.Response.Status != http.StatusOK }

func withoutQuery(s *state) bool {
	return s.msg.Request != nil && !strings.Contains(s.msg.Request.URL, "?")
}

// readingQuery asks for the component, and has a signature verify also over another value of it.
func readingQuery(component string, read func(query string) string) func(*state) error {
	return func(s *state) error {
		s.overlook(func(how *reading) {
			how.tweak = func(_ Message, c Component, value string) string {
				if c.Name == component {
					return read(value)
				}
				return value
			}
		})
		return covers(component)(s)
	}
}
