package peer

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
)

func start(t *testing.T, l Limits) *Peer {
	t.Helper()
	p, err := Listen(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// raw sends bytes to the host of a URL and gives the whole answer.
func raw(t *testing.T, to, text string) string {
	t.Helper()
	u, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", u.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	_, _ = io.WriteString(conn, text) // the peer may have had enough before the end
	answer, _ := io.ReadAll(conn)
	return string(answer)
}

func path(u string) string { return u[strings.LastIndex(u, "/"):] }

func TestWhatArrivesIsKeptAsItIs(t *testing.T) {
	p := start(t, Limits{})
	d := p.Open(2, nil)
	answer := raw(t, d.URL(), "POST "+path(d.URL())+"/a%2Fb//?x=1&&y HTTP/1.1\r\nHost: h\r\n"+
		"X-B: 2\r\nx-a:  1 \r\nX-B: 1\r\nContent-Length: 3\r\nConnection: close\r\n\r\n\x00\xffz")
	if !strings.HasPrefix(answer, "HTTP/1.1 200 OK\r\n") || !strings.HasSuffix(answer, "\r\n\r\nok\n") {
		t.Errorf("answered %q", answer)
	}
	got, surplus := d.Close()
	if len(got) != 1 || surplus != 0 {
		t.Fatalf("%d arrivals and %d more", len(got), surplus)
	}
	r := got[0].Request
	want := "[[Host h] [Connection close] [Content-Length 3] [X-A 1] [X-B 2] [X-B 1]]"
	if r.Method != "POST" || r.URL != d.URL()+"/a%2Fb//?x=1&&y" || fmt.Sprint(r.Fields) != want ||
		string(r.Body) != "\x00\xffz" || got[0].Cut || got[0].Response.Status != 200 {
		t.Errorf("%+v", got[0])
	}
}

func TestResponsesHaveTheirOwnFieldsAlone(t *testing.T) {
	p := start(t, Limits{})
	for status, want := range map[int]string{
		404: "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\nX-Two: a\r\nX-Two: b\r\nx-low: 1\r\n\r\n<html>",
		204: "HTTP/1.1 204 No Content\r\nX-Two: a\r\nX-Two: b\r\nx-low: 1\r\n\r\n",
	} {
		d := p.Open(1, func(Heard) (message.Response, error) {
			return message.Response{Status: status, Body: []byte("<html>"), Fields: message.Fields{
				{"X-Two", "a"}, {"x-low", "1"}, {"X-Two", "b"},
			}}, nil
		})
		got := raw(t, d.URL(), "GET "+path(d.URL())+" HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
		if got = strings.Replace(got, "Connection: close\r\n", "", 1); got != want {
			t.Errorf("%d: %q", status, got)
		}
	}
}

func TestElsewhereIsAnotherHost(t *testing.T) {
	p := start(t, Limits{})
	d := p.Open(2, func(h Heard) (message.Response, error) {
		if h.There {
			return Plain(h)
		}
		return message.Response{
			Status: 307, Fields: message.Fields{{"Location", h.Elsewhere + "/next"}},
		}, nil
	})
	res, err := http.Get(d.URL() + "/first")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	got, _ := d.Close()
	if len(got) != 2 || got[0].Elsewhere || !got[1].Elsewhere {
		t.Fatalf("%+v", got)
	}
	if got[1].Request.URL != d.Elsewhere()+"/next" || d.Elsewhere() == d.URL() {
		t.Errorf("%s", got[1].Request.URL)
	}
}

func TestFaultsOfTheAnswerAreTheSuites(t *testing.T) {
	p := start(t, Limits{})
	for want, answer := range map[string]Answerer{
		"no nonce":                   func(Heard) (message.Response, error) { return message.Response{}, errors.New("no nonce") },
		"panic: oops":                func(Heard) (message.Response, error) { panic("oops") },
		"there is no final status 0": func(Heard) (message.Response, error) { return message.Response{}, nil },
	} {
		d := p.Open(1, answer)
		res, err := http.Get(d.URL())
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		got, _ := d.Close()
		if res.StatusCode != 500 || len(got) != 1 || got[0].Fault != want {
			t.Errorf("%s: %d, %+v", want, res.StatusCode, got)
		}
	}
}

func TestNobodyComesToAClosedDoor(t *testing.T) {
	p := start(t, Limits{})
	d := p.Open(9, nil)
	d.Close()
	for _, url := range []string{d.URL(), p.here.base, p.here.base + "/other/x", d.Elsewhere()} {
		res, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != 404 {
			t.Errorf("%s: %d", url, res.StatusCode)
		}
	}
	if got, surplus := d.Close(); len(got) != 0 || surplus != 0 || len(p.doors) != 0 {
		t.Errorf("%d arrivals, %d more, %d doors", len(got), surplus, len(p.doors))
	}
}

func TestFloodsAreBounded(t *testing.T) {
	p := start(t, Limits{MaxKept: 40 << 10, MaxBody: 4 << 10, MaxHead: 4 << 10})
	d := p.Open(1000, nil)
	var senders sync.WaitGroup
	for range 8 {
		senders.Go(func() {
			for range 20 {
				res, err := http.Post(d.URL(), "text/plain", strings.NewReader(strings.Repeat("x", 64<<10)))
				if err == nil {
					res.Body.Close()
				}
			}
		})
	}
	senders.Wait()
	got, surplus := d.Close()
	if len(got) == 0 || len(got) > 10 || surplus == 0 {
		t.Errorf("%d are kept, and %d not", len(got), surplus)
	}
	for _, a := range got {
		if !a.Cut || len(a.Request.Body) != 4<<10 {
			t.Errorf("cut %v, %d bytes", a.Cut, len(a.Request.Body))
		}
	}
	if answer := raw(t, d.URL(), "GET / HTTP/1.1\r\nX: "+strings.Repeat("x", 1<<20)); !strings.Contains(answer, " 431 ") {
		t.Errorf("%.60q", answer)
	}
}

func TestSlowCallersAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	p := start(t, Limits{Timeout: 50 * time.Millisecond})
	d := p.Open(9, nil)
	begin := time.Now()
	raw(t, d.URL(), "GET "+path(d.URL()))
	raw(t, d.URL(), "POST "+path(d.URL())+" HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nabc")
	if took := time.Since(begin); took > 2*time.Second {
		t.Errorf("it waited for %v", took)
	}
	if got, _ := d.Close(); len(got) != 1 || !got[0].Cut {
		t.Errorf("%+v", got)
	}
}

func TestConnectionsAreCounted(t *testing.T) {
	t.Parallel()
	p := start(t, Limits{MaxConnections: 3})
	address := strings.TrimPrefix(p.here.base, "http://")
	open := 0
	for range 9 {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: h\r\n\r\n")
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := bufio.NewReader(conn).ReadString('\n'); err == nil {
			open++
		}
	}
	if open != 3 {
		t.Errorf("%d connections are served", open)
	}
}

func TestADoorIsSafeForManyAtOnce(t *testing.T) {
	p := start(t, Limits{})
	var cases sync.WaitGroup
	for i := range 20 {
		cases.Go(func() {
			d := p.Open(5, nil)
			for j := range 5 {
				res, err := http.Get(fmt.Sprintf("%s/%d/%d", d.URL(), i, j))
				if err != nil {
					t.Error(err)
					return
				}
				res.Body.Close()
			}
			got, surplus := d.Close()
			for j, a := range got {
				if !strings.HasSuffix(a.Request.URL, fmt.Sprintf("/%d/%d", i, j)) {
					t.Errorf("%s came to door %d", a.Request.URL, i)
				}
			}
			if len(got) != 5 || surplus != 0 {
				t.Errorf("%d arrivals, %d more", len(got), surplus)
			}
		})
	}
	cases.Wait()
}
