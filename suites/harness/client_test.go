package harness

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// onTheWire gives the first n bytes that arrive when a request is sent.
func onTheWire(t *testing.T, r message.Request, n int) string {
	t.Helper()
	near, far := net.Pipe()
	got := make(chan string, 1)
	go func() {
		b := make([]byte, n)
		_, _ = io.ReadFull(far, b)
		_, _ = io.WriteString(far, "HTTP/1.1 204 Fine\r\n\r\n")
		got <- string(b)
	}()
	c := client{endpoint: newEndpoint(Config{}.withDefaults(), "http://fallback")}
	c.keep(newLink(near, c.cfg))
	x := c.send(t.Context(), vector.Step{Request: &r}, time.Second, nil)
	if x.Failure != nil || x.Sent.HeadSize+x.Sent.BodySize != n {
		t.Errorf("%+v, sent %d bytes", x.Failure, x.Sent.HeadSize+x.Sent.BodySize)
	}
	return <-got
}

func TestBytesOnTheWire(t *testing.T) {
	for name, c := range map[string]struct {
		request message.Request
		want    string
	}{
		"fields as they are": {
			message.Request{Method: "GET", URL: "http://h:80/a%2Fb?x=1#f", Fields: message.Fields{
				{"workload-identity-token", "a"}, {"Workload-Identity-Token", "b"}, {"Empty", ""},
				{"Spaced", "  x  "}, {"Folded", "a\r\n b"}, {"Raw ", "\x00\xff"},
			}},
			"GET /a%2Fb?x=1#f HTTP/1.1\r\nHost: h:80\r\nworkload-identity-token: a\r\n" +
				"Workload-Identity-Token: b\r\nEmpty:\r\nSpaced:   x  \r\nFolded: a\r\n b\r\n" +
				"Raw : \x00\xff\r\n\r\n",
		},
		"two hosts, no path": {
			message.Request{Method: "GET", URL: "http://u:p@h?q", Fields: message.Fields{
				{"HOST", "a"}, {"host", "b"},
			}},
			"GET /?q HTTP/1.1\r\nHOST: a\r\nhost: b\r\n\r\n",
		},
		"user information": {
			message.Request{Method: "GET", URL: "http://u:p@h"},
			"GET / HTTP/1.1\r\nHost: h\r\n\r\n",
		},
		"odd target": {
			message.Request{Method: "OPTIONS", URL: "*"},
			"OPTIONS * HTTP/1.1\r\nHost: fallback\r\n\r\n",
		},
		"space and URL in the target": {
			message.Request{Method: "get", URL: "/a b?to=http://x/"},
			"get /a b?to=http://x/ HTTP/1.1\r\nHost: fallback\r\n\r\n",
		},
		"body": {
			message.Request{Method: "GET", URL: "http://h/", Body: []byte("a\x00b")},
			"GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\na\x00b",
		},
		"false length": {
			message.Request{Method: "POST", URL: "http://h/", Body: []byte("abc"),
				Fields: message.Fields{{"content-length", "99"}}},
			"POST / HTTP/1.1\r\nHost: h\r\ncontent-length: 99\r\n\r\nabc",
		},
		"no body": {
			message.Request{Method: "PUT", URL: "http://h/"},
			"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n",
		},
		"chunked": {
			message.Request{Method: "POST", URL: "http://h/", Body: []byte("0\r\n\r\n"),
				Fields: message.Fields{{"Transfer-Encoding", "chunked"}}},
			"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := onTheWire(t, c.request, len(c.want)); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

// counting serves a handler and counts connections.
func counting(t *testing.T, server *httptest.Server) (opened *atomic.Int32) {
	t.Helper()
	opened = new(atomic.Int32)
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			opened.Add(1)
		}
	}
	t.Cleanup(server.Close)
	return opened
}

func TestOneConnectionServesAWorker(t *testing.T) {
	for name, start := range map[string]func(*httptest.Server){
		"TCP": (*httptest.Server).Start, "TLS": (*httptest.Server).StartTLS,
	} {
		server := httptest.NewUnstartedServer(recipient())
		opened := counting(t, server)
		start(server)
		cfg := Config{URL: server.URL, Workers: 1}
		if server.TLS != nil {
			cfg.TLS = server.Client().Transport.(*http.Transport).TLSClientConfig
		}
		got := observe(t, cfg, plan(server.URL, 20))
		if opened.Load() != 1 || count(got)[Pass] != 21 {
			t.Errorf("%s: %d connections, verdicts %v", name, opened.Load(), count(got))
		}
	}
}

func TestAStepMayWantAConnectionOfItsOwn(t *testing.T) {
	server := httptest.NewUnstartedServer(recipient())
	opened := counting(t, server)
	server.Start()
	c := newCase(server.URL, "wpt/apart", "", vector.Reject)
	c.Mint = minting(func() []vector.Step {
		s := step(server.URL, "bad", vector.Reject)
		s.NewConnection = true
		return []vector.Step{s}
	})
	if observe(t, Config{URL: server.URL}, one(server.URL, c)); opened.Load() != 2 {
		t.Errorf("%d connections", opened.Load())
	}
}

func TestAClosedIdleConnectionIsNoFailure(t *testing.T) {
	// It answers without "Connection: close" and closes nevertheless.
	url := listen(t, say(ok+"Content-Length: 0\r\n\r\n"))
	for _, o := range observe(t, Config{URL: url, Workers: 1}, plan(url, 10)) {
		if o.Observed != ObservedAccept {
			t.Errorf("%s: %s", o.Case.ID, o.Reason)
		}
	}
}

func TestALongRequestIsAnsweredBeforeItsEnd(t *testing.T) {
	t.Parallel()
	url := listenRaw(t, func(c net.Conn) {
		_, _ = io.ReadFull(c, make([]byte, 10))
		sayAndWait("HTTP/1.1 431 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")(c)
	})
	c := newCase(url, "wpt/long", "", vector.Reject)
	c.Mint = minting(func() []vector.Step {
		return []vector.Step{step(url, strings.Repeat("x", 8<<20), vector.Reject)}
	})
	o := observe(t, Config{URL: url}, one(url, c))[0]
	if o.Status != 431 || o.Observed != ObservedReject || !strings.HasPrefix(o.Curl, "# curl") {
		t.Errorf("%d %s: %s", o.Status, o.Observed, o.Reason)
	}
}

func TestAnswersKeepTheirFieldsAsWritten(t *testing.T) {
	a := newAnswers(strings.NewReader("HTTP/1.1 103 A\r\nX: 0\r\n\r\n"+ok+
		"b: 1\r\nA:2 \r\nB: \xff\r\n folded\r\nContent-Length: 2\r\n\r\nhi"), Config{}.withDefaults())
	answer, again, fail := a.read("GET")
	if fail != nil || !again {
		t.Fatal(fail)
	}
	want := []FieldLine{{"b", "1"}, {"A", "2"}, {"B", "\xff folded"}, {"Content-Length", "2"}}
	if len(answer.Fields) != len(want) || answer.Body != "hi" || answer.Reason != "OK" {
		t.Fatalf("%+v", answer)
	}
	for i, f := range want {
		if answer.Fields[i] != f {
			t.Errorf("got %q, want %q", answer.Fields[i], f)
		}
	}
}

func TestHeadRequestsHaveNoBody(t *testing.T) {
	a := newAnswers(strings.NewReader(ok+"Content-Length: 9\r\n\r\n"), Config{}.withDefaults())
	if answer, again, fail := a.read("HEAD"); fail != nil || !again || answer.Body != "" {
		t.Errorf("%+v, %v", answer, fail)
	}
}

func TestBodiesAreCut(t *testing.T) {
	cfg := Config{MaxBody: 10}.withDefaults()
	a := newAnswers(io.MultiReader(strings.NewReader(ok+"\r\n"),
		bytes.NewReader(make([]byte, 11))), cfg)
	answer, again, fail := a.read("GET")
	if fail != nil || again || !answer.Truncated || len(answer.Body) != 10 {
		t.Errorf("%+v, %v", answer, fail)
	}
}
