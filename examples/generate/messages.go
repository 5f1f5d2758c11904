package generate

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/httpsig"
	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/wpt"
)

// prove makes the requests with a WPT.
func (m *maker) prove() error {
	for _, p := range m.scenario.Proofs {
		if err := m.proveOne(p); err != nil {
			return fmt.Errorf("%s: %w", p.File, err)
		}
	}
	return nil
}

func (m *maker) proveOne(p scenario.Proof) error {
	w, facts := m.scenario.Workload(p.From), m.profile.WPT()
	if facts.AccessTokenHash && p.AccessToken != "" {
		bearer := message.Field{"Authorization", "Bearer " + p.AccessToken}
		p.Request.Fields = append(p.Request.Fields[:len(p.Request.Fields):len(p.Request.Fields)], bearer)
	}
	req, err := request(p.Request)
	if err != nil {
		return err
	}
	maker := wpt.Maker{
		Profile: m.profile, Key: m.keys[w.Key].Private, Lifetime: p.Lifetime, Now: at(p.Sent),
		TokenID: always(p.TokenID), UnderstoodTokens: p.UnderstoodTokens, Subject: w.Identifier,
	}
	if err := maker.Attach(req, m.wits[p.From], p.Audience); err != nil {
		return err
	}
	own := req.Fields.Values(facts.Field)
	token := strings.TrimPrefix(own[len(own)-1], facts.Scheme+" ")
	if err := m.printToken(p.File, token); err != nil {
		return err
	}
	return m.add(p.File+"-request.txt", requestText(req))
}

// exchange makes the signed requests and responses.
func (m *maker) exchange() error {
	for _, x := range m.scenario.Exchanges {
		if err := m.exchangeOne(x); err != nil {
			return fmt.Errorf("%s: %w", x.RequestFile, err)
		}
	}
	return nil
}

func (m *maker) exchangeOne(x scenario.Exchange) error {
	req, err := request(x.Request)
	if err != nil {
		return err
	}
	caller := m.signer(x, x.From)
	caller.Now, caller.Nonce = at(x.Sent), always(x.Request.Nonce)
	err = caller.SignRequest(req, httpsig.RequestOptions{
		Audience: x.Audience, SignResponse: m.profile.HTTPSig().SignResponse != "",
	})
	if err != nil {
		return err
	}
	res := response(x.Response)
	callee := m.signer(x, x.To)
	callee.Now, callee.Nonce = at(x.Answered), always(x.Response.Nonce)
	if err := callee.SignResponse(res, req); err != nil {
		return err
	}
	if err := m.add(x.RequestFile+".txt", requestText(req)); err != nil {
		return err
	}
	return m.add(x.ResponseFile+".txt", responseText(res))
}

func (m *maker) signer(x scenario.Exchange, name string) *httpsig.Signer {
	s := &httpsig.Signer{
		Profile: m.profile, WIT: m.wits[name], Key: m.keys[m.scenario.Workload(name).Key].Private,
		Label: x.Label, Lifetime: x.Lifetime,
	}
	if preferred := m.profile.HTTPSig().Label; preferred != "" {
		s.Label = preferred
	}
	return s
}

// request adds to what the scenario says what every HTTP/1.1 request has.
func request(r scenario.Request) (*message.Request, error) {
	target, err := url.Parse(r.URL)
	if err != nil {
		return nil, err
	}
	fields := append(message.Fields{{"Host", target.Host}}, r.Fields...)
	return &message.Request{
		Method: r.Method, URL: r.URL, Fields: withLength(fields, r.Body), Body: []byte(r.Body),
	}, nil
}

func response(r scenario.Response) *message.Response {
	fields := withLength(append(message.Fields(nil), r.Fields...), r.Body)
	return &message.Response{Status: r.Status, Fields: fields, Body: []byte(r.Body)}
}

// withLength says how long a body is, so that a reader knows whether the line break that ends the
// figure is part of it.
func withLength(fields message.Fields, body string) message.Fields {
	if body == "" {
		return fields
	}
	return append(fields, message.Field{"Content-Length", strconv.Itoa(len(body))})
}

func requestText(r *message.Request) string {
	_, _, rest, _ := message.SplitURL(r.URL)
	if rest == "" || rest[0] == '?' {
		rest = "/" + rest
	}
	return text(r.Method+" "+rest+" HTTP/1.1", r.Fields, r.Body)
}

func responseText(r *message.Response) string {
	return text(fmt.Sprintf("HTTP/1.1 %d %s", r.Status, http.StatusText(r.Status)), r.Fields, r.Body)
}

// text writes a message as the drafts print it. A line break that is no part of the body ends it.
func text(first string, fields message.Fields, body []byte) string {
	lines := []string{first}
	for _, f := range fields {
		lines = append(lines, f.Name()+": "+f.Value())
	}
	lines = append(lines, "")
	if len(body) > 0 {
		lines = append(lines, string(body))
	}
	return strings.Join(lines, "\n") + "\n"
}
