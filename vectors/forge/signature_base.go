package forge

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/reference/httpsig"
)

// components are those that the signature covers, in order.
func (s signaturePart) components(required []string) ([]httpsig.Component, error) {
	names := required
	if len(s.Cover) > 0 {
		names = s.Cover
	}
	for _, name := range s.Omit {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("omit: %s is not covered anyway", name)
		}
	}
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(s.Omit, n) })
	var out []httpsig.Component
	for _, name := range append(names, s.More...) {
		c, err := httpsig.ParseComponent(name)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// input writes the inner list with its parameters.
func (s signaturePart) input(components []httpsig.Component) (string, error) {
	list := s.ListText
	if list == "" {
		var items []string
		for _, c := range components {
			items = append(items, c.String())
		}
		list = "(" + strings.Join(items, " ") + ")"
	}
	for _, name := range parameterOrder(s.Params) {
		text, err := parameterText(s.Params[name])
		if err != nil {
			return "", fmt.Errorf("params: %s: %w", name, err)
		}
		list += ";" + name + text
	}
	return list + s.ParamsText, nil
}

// base writes the signature base, faults and all: nothing that the recipe says is questioned.
func (s signaturePart) base(msg httpsig.Message, components []httpsig.Component, input string) (string, error) {
	var lines strings.Builder
	for _, c := range components {
		value, given := s.Values[c.Bare()]
		if !given {
			var err error
			if value, err = msg.Value(c); err != nil {
				return "", err
			}
		}
		lines.WriteString(c.String() + ": " + value + "\n")
	}
	for name := range s.Values {
		if !slices.ContainsFunc(components, func(c httpsig.Component) bool { return c.Bare() == name }) {
			return "", errors.New("values: " + name + " is not covered")
		}
	}
	return lines.String() + `"@signature-params": ` + input, nil
}

// parameterOrder gives the names of parameters, those of RFC 9421 first.
func parameterOrder(params tree) []string {
	first := []string{"created", "expires", "nonce", "alg", "keyid", "tag"}
	names := slices.DeleteFunc(slices.Clone(first), func(n string) bool { _, there := params[n]; return !there })
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if !slices.Contains(first, name) {
			names = append(names, name)
		}
	}
	return names
}

// parameterText writes the value of a parameter (RFC 9651, Section 4.1.1.2): a number as an integer
// or a decimal, a text as a string, and an object with the member "text" as it stands there.
func parameterText(v any) (string, error) {
	switch v := v.(type) {
	case bool:
		return map[bool]string{true: "", false: "=?0"}[v], nil
	case string:
		return `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v) + `"`, nil
	case int, int64, float64:
		return fmt.Sprint("=", v), nil
	case tree:
		if text, there := v["text"]; there && len(v) == 1 {
			return fmt.Sprint("=", text), nil
		}
	}
	return "", fmt.Errorf("%v is no value of a parameter", v)
}
