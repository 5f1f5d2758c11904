package forge

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
)

// wireEdits are the edits under after. They work on the request as it goes on the wire: on a header
// field ("header.NAME") or on request.method, request.path, request.query, request.body; and on the
// response: "response.header.NAME", response.status, response.body.
var wireEdits = map[string]func(r *message.Request, name, to string) error{
	// set gives a field one value, in its place or at the end; remove takes every line of it.
	"set":    setField,
	"remove": func(r *message.Request, name, _ string) error { r.Fields = r.Fields.Without(name); return nil },
	// add puts a line at the end, insert one in front.
	"add": func(r *message.Request, name, to string) error {
		r.Fields = append(r.Fields, message.Field{name, to})
		return nil
	},
	"insert": insertField,
	// repeat writes a line twice; join writes its value twice, with a comma between.
	"repeat": eachLine(func(f message.Field, _ string) []message.Field { return []message.Field{f, f} }),
	"join": eachLine(func(f message.Field, _ string) []message.Field {
		return []message.Field{{f.Name(), f.Value() + ", " + f.Value()}}
	}),
	// append and prepend add a text to a field's value.
	"append": eachLine(func(f message.Field, to string) []message.Field {
		return []message.Field{{f.Name(), f.Value() + to}}
	}),
	"prepend": eachLine(func(f message.Field, to string) []message.Field {
		return []message.Field{{f.Name(), to + f.Value()}}
	}),
	// rename changes a field's name, value untouched; scheme its authentication scheme.
	"rename": eachLine(func(f message.Field, to string) []message.Field { return []message.Field{{to, f.Value()}} }),
	"scheme": eachLine(func(f message.Field, to string) []message.Field {
		_, credentials, _ := strings.Cut(f.Value(), " ")
		return []message.Field{{f.Name(), to + credentials}}
	}),
}

func eachLine(f func(message.Field, string) []message.Field) func(*message.Request, string, string) error {
	return func(r *message.Request, name, to string) error {
		if !r.Fields.Has(name) {
			return fmt.Errorf("the request has no field %s", name)
		}
		var out message.Fields
		for _, line := range r.Fields {
			if strings.EqualFold(line.Name(), name) {
				out = append(out, f(line, to)...)
			} else {
				out = append(out, line)
			}
		}
		r.Fields = out
		return nil
	}
}

func setField(r *message.Request, name, to string) error {
	if !r.Fields.Has(name) {
		r.Fields = append(r.Fields, message.Field{name, to})
		return nil
	}
	return eachLine(func(f message.Field, to string) []message.Field {
		return []message.Field{{f.Name(), to}}
	})(r, name, to)
}

func insertField(r *message.Request, name, to string) error {
	r.Fields = append(message.Fields{{name, to}}, r.Fields...)
	return nil
}

// editRequest passes over edits of the response where there is one.
func editRequest(r *message.Request, edits []Edit, answered bool, expand func(string) (string, error)) error {
	for _, e := range edits {
		op, target, to, err := e.parts()
		if err != nil {
			return err
		}
		if strings.HasPrefix(target, "response.") && answered {
			continue // those are for the response
		}
		if target, err = expand(target); err != nil {
			return err
		}
		if to, err = expand(to); err != nil {
			return err
		}
		if part, ok := strings.CutPrefix(target, "request."); ok {
			err = setPart(r, op, part, to)
		} else if edit, known := wireEdits[op]; known && strings.HasPrefix(target, "header.") {
			err = edit(r, strings.TrimPrefix(target, "header."), to)
		} else {
			err = errors.New("there is no such edit")
		}
		if err != nil {
			return fmt.Errorf("edit %s %s: %w", op, target, err)
		}
	}
	return nil
}

func setPart(r *message.Request, op, part, to string) error {
	u, err := url.Parse(r.URL)
	if err != nil || op != "set" {
		return errors.New("a part of the request can only be set")
	}
	switch part {
	case "method":
		r.Method = to
	case "body":
		r.Body = []byte(to)
	case "path":
		u.Path, u.RawPath = to, ""
	case "query":
		u.RawQuery = to
	default:
		return errors.New("there is no such part")
	}
	r.URL = u.String()
	return nil
}
