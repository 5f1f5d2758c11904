package examples

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/spec"
)

const witField = "Workload-Identity-Token"

// Revisions gives the profile by which the document's figures are judged.
func (d Document) Revisions() (*spec.Profile, error) {
	found, known := spec.FindDocument(d.Name)
	if !known {
		return nil, fmt.Errorf("examples: %s is not in the table of documents", d.Name)
	}
	return spec.Lookup(found.Profile)
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
		var field message.Request
		field, err = request(text)
		req.Fields = field.Fields
	case KindWPT:
		req.Fields, err = d.proof(f, joined(text))
	case KindRequest:
		return request(text)
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
	req, err := request(text)
	if err == nil && !req.Fields.Has(witField) {
		err = fmt.Errorf("examples: %s/%s has no %s field", d.Folder, file, witField)
	}
	return strings.Join(req.Fields.Values(witField), ""), err
}

// joined is for a figure that is one line however it was broken: early ones break without any mark.
func joined(text []byte) string {
	plain, _ := draft.Unfold(string(text))
	return strings.ReplaceAll(plain, "\n", "")
}

// request reads a printed request. The line break that ends the figure is no part of its body.
func request(text []byte) (message.Request, error) {
	plain, _ := draft.Unfold(string(text))
	m, err := draft.ParseMessage(plain)
	if err != nil || m.Request == nil {
		return message.Request{}, fmt.Errorf("examples: %.40q is no request: %w", plain, err)
	}
	req := *m.Request
	req.Body = []byte(strings.TrimSuffix(string(req.Body), "\n"))
	return req, nil
}
