package generate

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/examples/fold"
	"github.com/wimsespec/wimsespec/reference/message"
)

// read gives the text of a file as a reader of the draft gets it: from its folded form, which must
// unfold to the other.
func (f Files) read(name string) (string, error) {
	plain, there := f[name]
	folded, thereToo := f[name+FoldedEnding]
	if !there || !thereToo {
		return "", fmt.Errorf("%s: the file or its folded form is missing", name)
	}
	text, _, err := fold.Unfold(string(folded))
	if err == nil && text != string(plain) {
		err = fmt.Errorf("%s does not unfold to it", name+FoldedEnding)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

// line gives a file of one line without the line break.
func (f Files) line(name string) (string, error) {
	text, err := f.read(name)
	return strings.TrimSuffix(text, "\n"), err
}

// request reads a request. The line break that ends the file is no part of its body.
func (f Files) request(name string) (*message.Request, error) {
	first, fields, body, err := f.message(name)
	if err != nil {
		return nil, err
	}
	words := strings.Split(first, " ")
	if len(words) != 3 {
		return nil, fmt.Errorf("%s: %q is no request line", name, first)
	}
	host := strings.Join(fields.Values("Host"), ",")
	return &message.Request{
		Method: words[0], URL: "https://" + host + words[1], Fields: fields, Body: body,
	}, nil
}

// response reads a response.
func (f Files) response(name string) (*message.Response, error) {
	first, fields, body, err := f.message(name)
	if err != nil {
		return nil, err
	}
	version, rest, _ := strings.Cut(first, " ")
	code, phrase, _ := strings.Cut(rest, " ")
	status, err := strconv.Atoi(code)
	if err != nil || version != "HTTP/1.1" || phrase != http.StatusText(status) {
		return nil, fmt.Errorf("%s: %q is no status line", name, first)
	}
	return &message.Response{Status: status, Fields: fields, Body: body}, nil
}

func (f Files) message(name string) (first string, fields message.Fields, body []byte, err error) {
	text, err := f.read(name)
	if err != nil {
		return "", nil, nil, err
	}
	head, rest, _ := strings.Cut(text, "\n\n")
	first, lines, _ := strings.Cut(head, "\n")
	for line := range strings.SplitSeq(lines, "\n") {
		field, value, found := strings.Cut(line, ": ")
		if !found {
			return "", nil, nil, fmt.Errorf("%s: %.40q is no field line", name, line)
		}
		fields = append(fields, message.Field{field, value})
	}
	return first, fields, []byte(strings.TrimSuffix(rest, "\n")), nil
}
