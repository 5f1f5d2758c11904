package examples

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

const witField = "Workload-Identity-Token"

// Revisions gives the profile by which the document's figures are judged.
func (d Document) Revisions() (*spec.Profile, error) {
	base, err := spec.Lookup(d.Profile)
	if err != nil {
		return nil, err
	}
	return spec.Pin(base, d.Pins)
}

// Message makes of a token, a field or a request the request that a recipient judges. A request
// keeps its fields and body as printed; a token alone gets no more around it than carries it.
func (d Document) Message(f Figure) (message.Request, error) {
	text, err := d.Text(f.File)
	if err != nil {
		return message.Request{}, err
	}
	req := message.Request{Method: "GET", URL: d.Audience}
	switch f.Kind {
	case KindWIT:
		req.Fields = message.Fields{{witField, joined(text)}}
	case KindField:
		req.Fields, err = fields(joined(text))
	case KindWPT:
		req.Fields, err = d.proof(f, joined(text))
	case KindRequest:
		return request(unfold(text))
	default:
		err = fmt.Errorf("examples: %s/%s is no message but of kind %s", d.Folder, f.File, f.Kind)
	}
	return req, err
}

// proof puts a proof beside its WIT, in the field of the revision.
func (d Document) proof(f Figure, token string) (message.Fields, error) {
	profile, err := d.Revisions()
	if err != nil {
		return nil, err
	}
	wit, err := d.wit(f.Of)
	facts := profile.WPT()
	value := strings.TrimSpace(facts.Scheme + " " + token)
	return message.Fields{{witField, wit}, {facts.Field, value}}, err
}

// wit finds the WIT in a file that holds one alone or a request with it.
func (d Document) wit(file string) (string, error) {
	text, err := d.Text(file)
	if err != nil || !strings.HasSuffix(file, ".http") {
		return joined(text), err
	}
	req, err := request(unfold(text))
	if err == nil && !req.Fields.Has(witField) {
		err = fmt.Errorf("examples: %s/%s has no %s field", d.Folder, file, witField)
	}
	return strings.Join(req.Fields.Values(witField), ""), err
}

var (
	notice       = regexp.MustCompile(`^=+ NOTE: '\\' line wrapping per RFC 8792 =+\n\n`)
	backslash    = regexp.MustCompile(`\\\n *`)
	continuation = regexp.MustCompile(`\n +`)
)

// unfold undoes RFC 8792, Section 7, where a figure says that it is folded so. Before the drafts
// took that up they indented the rest of a line.
func unfold(text []byte) string {
	if head := notice.Find(text); head != nil {
		return backslash.ReplaceAllString(string(text[len(head):]), "")
	}
	return continuation.ReplaceAllString(string(text), "")
}

// joined is for a figure that is one line however it was broken: early ones break without any mark.
func joined(text []byte) string { return strings.ReplaceAll(unfold(text), "\n", "") }

// request reads an HTTP/1.1 request. The line break that ends the figure is no part of its body.
func request(text string) (message.Request, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	line, rest, _ := strings.Cut(head, "\n")
	words := strings.Fields(line)
	if len(words) != 3 {
		return message.Request{}, fmt.Errorf("examples: %q is no request line", line)
	}
	list, err := fields(rest)
	if err != nil {
		return message.Request{}, err
	}
	host := strings.Join(list.Values("Host"), ",")
	return message.Request{
		Method: words[0], URL: "https://" + host + words[1], Fields: list,
		Body: []byte(strings.TrimSuffix(body, "\n")),
	}, nil
}

func fields(text string) (message.Fields, error) {
	var list message.Fields
	for line := range strings.SplitSeq(text, "\n") {
		name, value, found := strings.Cut(line, ": ")
		if !found {
			return nil, fmt.Errorf("examples: %.40q is no field line", line)
		}
		list = append(list, message.Field{name, value})
	}
	return list, nil
}
