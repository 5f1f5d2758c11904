package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wimsespec/wimsespec/reference/caller"
	"github.com/wimsespec/wimsespec/reference/jose"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// measureFloor does the same number of bare operations, spread over the cores.
func measureFloor(done work) (time.Duration, error) {
	server, address, err := echoServer()
	if err != nil {
		return 0, err
	}
	defer server.Close()
	begin := time.Now()
	var group errgroup.Group
	for core := range runtime.GOMAXPROCS(0) {
		group.Go(func() error { return floorShare(done, address, core) })
	}
	if err = group.Wait(); err == nil {
		err = shakeAll(done.handshakes)
	}
	return time.Since(begin), err
}

// floorShare does one core's part of the work.
func floorShare(done work, address string, core int) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	cores := runtime.GOMAXPROCS(0)
	answers := bufio.NewReader(conn)
	for range share(done.messages-2*done.calls-done.questions, core, cores) {
		if err := roundTrip(conn, answers, bareRequest); err != nil {
			return err
		}
	}
	for range share(done.calls, core, cores) {
		if err := roundTrip(conn, answers, bareTrigger); err != nil {
			return err
		}
	}
	for range share(done.questions, core, cores) {
		if err := roundTrip(conn, answers, bareQuestion()); err != nil {
			return err
		}
	}
	for alg, n := range done.made {
		for range share(n, core, cores) {
			if _, err := forge.Sign(keys.Published(), floorKey(alg), alg, floorInput); err != nil {
				return err
			}
		}
	}
	return floorChecks(done.checked, core, cores)
}

func floorChecks(checked map[string]int, core, cores int) error {
	for alg, n := range checked {
		if !jose.IsSignature(alg) {
			continue
		}
		name := floorKey(alg)
		signature, err := forge.Sign(keys.Published(), name, alg, floorInput)
		if err != nil {
			return err
		}
		key := jose.Key{Public: keys.Published().Must(name).Signer.Public()}
		for range share(n, core, cores) {
			if err := jose.Verify(alg, key, floorInput, signature); err != nil {
				return err
			}
		}
	}
	return nil
}

// share is the part of n that falls to one of several cores.
func share(n, core, cores int) int { return (n + core) / cores }

// floorInput is about as long as what the tokens of a run sign.
var floorInput = strings.Repeat("wimse", 100)

func floorKey(alg string) string {
	if jose.IsSignature(alg) {
		return "workload-a/" + alg
	}
	return "workload-a/ES256"
}

// echoServer answers every request with 200 and nothing else.
func echoServer() (*http.Server, string, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/orders", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/verify", bareVerifier)
	mux.HandleFunc("/call", bareCall("http://"+ln.Addr().String()+"/orders"))
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(ln) }() // it ends when it is closed
	return server, ln.Addr().String(), nil
}

// bareCall is a caller with nothing to it: it reads what it is told, makes the call and answers.
func bareCall(url string) http.HandlerFunc {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 8}}
	return func(w http.ResponseWriter, r *http.Request) {
		var told caller.Call
		if err := json.NewDecoder(r.Body).Decode(&told); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		req, err := http.NewRequestWithContext(r.Context(), told.Method, url, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		req.Header.Set("Workload-Identity-Token", strings.Repeat("x", 900))
		res, err := client.Do(req)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body) // there is nothing in it
		_ = json.NewEncoder(w).Encode(caller.CallResult{Sent: true, Status: res.StatusCode, Accepted: true})
	}
}

// bareTrigger tells a caller to make a call.
var bareTrigger = trigger()

func trigger() []byte {
	body := `{"binding":"httpsig","method":"GET","url":"http://127.0.0.1:41001/orders?x=1"}`
	return fmt.Appendf(nil, "POST /call HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"+
		"Content-Length: %d\r\n\r\n%s", len(body), body)
}

// bareRequest is about as long as the messages of a run.
var bareRequest = []byte("GET /orders HTTP/1.1\r\nHost: localhost\r\nWorkload-Identity-Token: " +
	strings.Repeat("x", 900) + "\r\n\r\n")

func roundTrip(conn net.Conn, answers *bufio.Reader, request []byte) error {
	if _, err := conn.Write(request); err != nil {
		return err
	}
	answer, err := http.ReadResponse(answers, nil)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return err
}
