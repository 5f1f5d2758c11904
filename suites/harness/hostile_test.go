package harness

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

// listen answers on raw connections with a function, once the head of a request has been read.
func listen(t testing.TB, answer func(c net.Conn)) string {
	t.Helper()
	return listenRaw(t, func(c net.Conn) {
		if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
			answer(c)
		}
	})
}

// listenRaw hands every connection to a function.
func listenRaw(t testing.TB, talk func(c net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer func() { _ = c.Close() }(); talk(c) }()
		}
	}()
	return "http://" + l.Addr().String() + "/orders"
}

func say(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text) }
}

// sayAndWait keeps the connection open until the other side has closed it.
func sayAndWait(text string) func(net.Conn) {
	return func(c net.Conn) { _, _ = io.WriteString(c, text); _, _ = io.Copy(io.Discard, c) }
}

// sayForEver repeats a text until the other side has had enough.
func sayForEver(start, text string) func(net.Conn) {
	again := []byte(text)
	return func(c net.Conn) {
		_, err := io.WriteString(c, start)
		for err == nil {
			_, err = c.Write(again)
		}
	}
}

func drip(c net.Conn) {
	for _, err := c.Write([]byte("H")); err == nil; _, err = c.Write([]byte("T")) {
		time.Sleep(5 * time.Millisecond)
	}
}

func reset(start string) func(net.Conn) {
	return func(c net.Conn) {
		say(start)(c)
		_ = c.(*net.TCPConn).SetLinger(0)
	}
}

const ok = "HTTP/1.1 200 OK\r\n"

// TestHostileAnswers sends a message that must be accepted, so that each row is a failure of its own
// kind; "" is an answer that can be read in spite of everything.
func TestHostileAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer func(net.Conn)
		kind   Kind
		reason string
	}{
		"drips":              {drip, KindTimeout, "timeout: the answer did not come in time (80ms)"},
		"resets at once":     {reset(""), KindReset, "reset: the connection was reset"},
		"resets in its head": {reset(ok + "A: b"), KindReset, "reset"},
		"resets in its body": {reset(ok + "Content-Length: 9\r\n\r\nab"), KindReset, "reset"},
		"10 GB and silence":  {sayAndWait(ok + "Content-Length: 10000000000\r\n\r\n"), KindTimeout, "80ms"},
		"10 GB and the end":  {say(ok + "Content-Length: 10000000000\r\n\r\nx"), KindTruncated, "after 1 bytes"},
		"10 GB of it":        {sayForEver(ok+"Content-Length: 10000000000\r\n\r\n", strings.Repeat("x", 9999)), "", ""},
		"endless chunks":     {sayForEver(ok+"Transfer-Encoding: chunked\r\n\r\n", strings.Repeat("5\r\nabcde\r\n", 99)), "", ""},
		"endless extension":  {sayForEver(ok+"Transfer-Encoding: chunked\r\n\r\n5", ";xxxxxx"), KindUnreadable, ""},
		"endless fields":     {sayForEver(ok, "X-Filler: yes\r\n"), KindHeadTooLarge, "65536 bytes"},
		"endless first line": {sayForEver("HTTP/1.1 200 ", strings.Repeat("OK", 999)), KindHeadTooLarge, "65536 bytes"},
		"100 interim": {say(strings.Repeat("HTTP/1.1 103 Early\r\n\r\n", 100) + ok + "\r\n"),
			KindInterim, "interim: more than 5 interim answers"},
		"5 interim":      {say(strings.Repeat("HTTP/1.1 103 Early\r\n\r\n", 5) + ok + "\r\n"), "", ""},
		"switches":       {say("HTTP/1.1 101 Switching Protocols\r\n\r\n"), KindInterim, "101"},
		"redirects":      {say("HTTP/1.1 302 Found\r\nLocation: /x\u202e\r\n\r\n"), KindRedirect, `302 Found to /x\u202e`},
		"server error":   {say("HTTP/1.1 503 Busy\r\n\r\n"), KindServerError, "server-error: 503 Busy"},
		"garbage":        {say("\x00\x01\x1b[31mhello\r\n\r\n"), KindUnreadable, `\x1b[31mhello`},
		"HTTP/2":         {say("\x00\x00\x12\x04\x00\x00\x00\x00\x00"), KindUnreadable, `\x00\x00\x12`},
		"HTTP/2 in text": {say("HTTP/2.0 200 OK\r\n\r\n"), KindUnreadable, "HTTP/2.0"},
		"odd status":     {say("HTTP/1.1 999 Strange\r\n\r\n"), KindUnreadable, "999 Strange"},
		"two lengths":    {say(ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), KindUnreadable, ""},
		"too short":      {say(ok + "Content-Length: 9\r\n\r\nabc"), KindTruncated, "the body ended after 3 bytes"},
		"too long":       {say(ok + "Content-Length: 2\r\n\r\nabcdef"), "", ""},
		"closes":         {say(""), KindClosed, "closed"},
		"poison": {say("HTTP/1.1 200 \x1b]0;x\x07<b>\xff\r\nX: \xff\u202e\r\n\r\n\x00\xff<script>"),
			"", ""},
		"poisoned field": {say(ok + "X: \x00\x1b[2J\r\n\r\n"), KindUnreadable, `\x1b[2J`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url := listen(t, c.answer)
			p := Plan{Cases: []Case{newCase(url, validID, "good", vector.Accept)}}
			within := map[bool]time.Duration{true: 80 * time.Millisecond}[c.kind == KindTimeout]
			o := observe(t, Config{URL: url, Timeout: within}, p)[0]
			want := map[bool]Verdict{true: Pass, false: Fail}[c.kind == ""]
			if o.Verdict != want || o.Kind != c.kind || !strings.Contains(o.Reason, c.reason) {
				t.Errorf("%s %s: %s", o.Verdict, o.Kind, o.Reason)
			}
			plain(t, o.Reason, o.Received, strings.ReplaceAll(o.Sent, "\n", " "), o.Curl, MeetItsExpectation().FailureMessage(o))
		})
	}
}

// plain wants text that cannot move a cursor.
func plain(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if Printable(text, 0) != text {
			t.Errorf("unescaped: %q", text)
		}
	}
}

func TestHostileRefusals(t *testing.T) {
	t.Parallel()
	url := listen(t, say("HTTP/1.1 401 \x1b[8m\u202e\xff\r\nWWW-Authenticate: \xff\u202e\"\r\n\r\n"))
	c := newCase(url, validID, "good", vector.Accept)
	o := observe(t, Config{URL: url}, Plan{Cases: []Case{c}})[0]
	if want := `refused with 401 \x1b[8m\u202e\xff, must be accepted`; o.Reason != want {
		t.Errorf("%s", o.Reason)
	}
	plain(t, o.Reason, o.Received)
}

func TestSilenceIsNotWaitedForAgain(t *testing.T) {
	t.Parallel()
	url := serve(t, after(1, status(200), asleep()))
	start := time.Now()
	cfg := Config{URL: url, Timeout: 100 * time.Millisecond, Batch: 20, Workers: 1}
	got := observe(t, cfg, plan(url, 20))
	// 2 probes at 100 ms and 20 cases at 10 ms, where 20 cases at 100 ms would be 2 s.
	if took := time.Since(start); took > 1500*time.Millisecond {
		t.Errorf("took %v", took)
	}
	if n := count(got); n[Pass] != 1 || n[Inconclusive] != 20 {
		t.Errorf("verdicts %v", n)
	}
}

func TestAFloodTakesNoMemory(t *testing.T) {
	url := listen(t, sayForEver(ok+"Content-Length: 10000000000\r\n\r\n", strings.Repeat("x", 1<<16)))
	var before, behind runtime.MemStats
	runtime.ReadMemStats(&before)
	s := NewSession(Config{URL: url})
	s.Start(t.Context(), plan(url, 20))
	s.Wait()
	runtime.ReadMemStats(&behind)
	if mb := (behind.TotalAlloc - before.TotalAlloc) >> 20; mb > 64 {
		t.Errorf("%d MB for 24 answers of at most 64 KiB", mb)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	server := httptest.NewUnstartedServer(recipient())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	trusting := server.Client().Transport.(*http.Transport).TLSClientConfig
	if n := count(observe(t, Config{URL: server.URL, TLS: trusting}, plan(server.URL, 9))); n[Pass] != 10 {
		t.Errorf("verdicts %v", n)
	}
	garbage := strings.Replace(listen(t, say("")), "http:", "https:", 1)
	plain := strings.Replace(serve(t, recipient()), "http:", "https:", 1)
	for name, cfg := range map[string]Config{
		"untrusted":  {URL: server.URL, TLS: &tls.Config{}},
		"plain HTTP": {URL: plain},
		"closes":     {URL: garbage},
	} {
		o := observe(t, cfg, Plan{Cases: plan(cfg.URL, 0).Cases})[0]
		if o.Verdict != Fail || o.Kind != KindTLS {
			t.Errorf("%s: %s %s: %s", name, o.Verdict, o.Kind, o.Reason)
		}
	}
}

func TestSurplusBytesAreNoAnswerToTheNextCase(t *testing.T) {
	t.Parallel()
	url := listen(t, func(c net.Conn) {
		for err := error(nil); err == nil; _, err = http.ReadRequest(bufio.NewReader(c)) {
			_, _ = fmt.Fprint(c, ok+"Content-Length: 0\r\n\r\nHTTP/1.1 500 Stray\r\n\r\n")
		}
	})
	for _, o := range observe(t, Config{URL: url}, plan(url, 6)) {
		if o.Observed != ObservedAccept {
			t.Errorf("%s: %s", o.Case.ID, o.Reason)
		}
	}
}
