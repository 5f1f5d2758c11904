package examples_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestNodeGivesNoVerdictOnNothing posts files that ask nothing to the verifier of targets/node. Each is
// answered by 400 and what is missing: a verdict on nothing would be worth nothing.
func TestNodeGivesNoVerdictOnNothing(t *testing.T) {
	tool(t, "node")
	installed(t)
	url := start(t, "node", newKit(t)).Verifier.URL
	const request = `{"request":{"method":"GET","url":"https://b.example/","headers":[]}}`
	of := func(mechanism, revision, vector string) string {
		return `{"mechanism":"` + mechanism + `","revision":"` + revision + `","profile":"latest",` +
			`"trust_domains":{},"vectors":[` + vector + `]}`
	}
	wpt := func(vector string) string { return of("wpt", "wpt-02", vector) }
	for _, c := range [][2]string{
		{`{}`, "mechanism that is not supported"},
		{of("constructor", "wpt-02", "{}"), "mechanism that is not supported"},
		{wpt(""), "does not stand alone"},
		{wpt("{},{}"), "does not stand alone"},
		{wpt(`{"steps":[]}`), "has no verify_at"},
		{wpt(`{"verify_at":1,"recipient":{},"steps":[]}`), "has no steps"},
		{wpt(`{"verify_at":1,"recipient":{},"steps":[{}]}`), "without request"},
		{wpt(`{"verify_at":1,"steps":[` + request + `]}`), "nobody to be asked"},
		{of("wpt", "__proto__", `{"verify_at":1,"recipient":{},"steps":[`+request+`]}`), "unknown revision"},
		{of("mtls", "mutual-tls-02", `{"verify_at":1,"steps":[`+request+`]}`), "without peer"},
		{of("httpsig", "http-signature-07",
			`{"verify_at":1,"role":"caller","caller":{},"steps":[`+request+`]}`), "or response"},
	} {
		status, said := posted(t, url, c[0])
		if status != http.StatusBadRequest || !strings.Contains(said, c[1]) {
			t.Errorf("%s: status %d, %s, must be 400, %s", c[0], status, said, c[1])
		}
	}
	whole := of("identifier", "identifier-03", `{"verify_at":1,"steps":[{"identifier":"wimse://a.example/b"}]}`)
	if _, said := posted(t, url, whole); !strings.Contains(said, `"result":"accept"`) {
		t.Errorf("%s: %s", whole, said)
	}
}

// posted posts a text and gives status and body of the answer.
func posted(t *testing.T, url, text string) (int, string) {
	t.Helper()
	res := must(client.Post(url, "application/json", strings.NewReader(text)))(t)
	defer res.Body.Close()
	return res.StatusCode, string(must(io.ReadAll(res.Body))(t))
}
