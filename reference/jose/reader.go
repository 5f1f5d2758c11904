package jose

import (
	"encoding/json"
	"strings"
)

// reader takes apart a text that [json.Valid] has found to be JSON, so that it looks for no faults.
// The standard decoder gives its tokens one by one as well, at ten times the cost: every token of
// every message comes through here.
type reader struct {
	Object
	text string // what has not been read yet
}

// next skips white space and gives the character behind it.
func (r *reader) next() byte {
	r.text = strings.TrimLeft(r.text, " \t\r\n")
	return r.text[0]
}

// ends passes over a closing bracket, or over the comma or colon before what follows.
func (r *reader) ends(closing byte) bool {
	c := r.next()
	if c == closing || c == ',' || c == ':' {
		r.text = r.text[1:]
	}
	return c == closing
}

func (r *reader) value(depth int) any {
	r.Depth = max(r.Depth, depth)
	switch r.next() {
	case '{':
		return r.object(depth)
	case '[':
		return r.array(depth)
	case '"':
		return r.string()
	}
	return r.literal()
}

func (r *reader) object(depth int) map[string]any {
	members := map[string]any{}
	r.text = r.text[1:]
	for !r.ends('}') {
		r.next()
		name := r.string()
		r.ends(':')
		v := r.value(depth + 1)
		if _, there := members[name]; there {
			r.Duplicates = append(r.Duplicates, name)
			continue
		}
		members[name] = v
	}
	return members
}

func (r *reader) array(depth int) []any {
	items := []any{}
	r.text = r.text[1:]
	for !r.ends(']') {
		items = append(items, r.value(depth+1))
	}
	return items
}

// string reads a string; one with escapes is left to the standard decoder.
func (r *reader) string() string {
	end := 1 + strings.IndexAny(r.text[1:], `"\`)
	if r.text[end] == '"' {
		s := r.text[1:end]
		r.text = r.text[end+1:]
		return s
	}
	for ; r.text[end] != '"'; end++ {
		if r.text[end] == '\\' {
			end++
		}
	}
	var s string
	_ = json.Unmarshal([]byte(r.text[:end+1]), &s) // it is known to be JSON
	r.text = r.text[end+1:]
	return s
}

// literal reads a number, true, false or null.
func (r *reader) literal() any {
	end := strings.IndexAny(r.text, ",]} \t\r\n")
	word := r.text[:end]
	r.text = r.text[end:]
	switch word {
	case "true", "false":
		return word == "true"
	case "null":
		return nil
	}
	return json.Number(word)
}
