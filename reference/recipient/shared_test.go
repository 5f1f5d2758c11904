package recipient_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/replay/redisstore"
	"github.com/wimsespec/wimsespec/reference/replay/redistest"
)

// replica makes a recipient that remembers proofs in Redis.
func (w *world) replica(t testing.TB, url string, timeout time.Duration) *recipient.Recipient {
	t.Helper()
	store, err := redisstore.New(redisstore.Config{URL: url, Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	config := w.config
	config.Shared = store
	return recipient.New(config)
}

// statusOf gives the status with which a recipient answers.
func (w *world) statusOf(t testing.TB, r *recipient.Recipient, fields message.Fields) int {
	t.Helper()
	return w.send(t, r, fields, "", func(http.ResponseWriter, *http.Request) {}).StatusCode
}

// TestSharedMemoryAcceptsOnce sends a thousand proofs, each to both replicas at once, while the
// connections of one of them are cut now and then, before and after Redis has recorded a proof.
func TestSharedMemoryAcceptsOnce(t *testing.T) {
	t.Parallel()
	w, server := newWorld(t, "latest"), redistest.Start(t)
	cut := redistest.Cut(t, server, 5)
	replicas := []*recipient.Recipient{
		w.replica(t, cut.URL, time.Minute), w.replica(t, server.URL, time.Minute),
	}
	wit, once := w.wit(t, nil), 0
	for i := range 1000 {
		fields := w.fields(wit, w.proof(t, wit, members{"jti": fmt.Sprint(i)}))
		var statuses [2]int
		var both sync.WaitGroup
		for n, r := range replicas {
			both.Go(func() { statuses[n] = w.statusOf(t, r, fields) })
		}
		both.Wait()
		if statuses == [2]int{200, 401} || statuses == [2]int{401, 200} {
			once++
		}
	}
	if once != 1000 || cut.Before.Load() < 90 || cut.After.Load() < 90 {
		t.Errorf("%d of 1000 were accepted once; cut %d before and %d after Redis had them",
			once, cut.Before.Load(), cut.After.Load())
	}
}

// TestSharedMemoryForSignatures has nonces and no jti of the same text in the way.
func TestSharedMemoryForSignatures(t *testing.T) {
	t.Parallel()
	w, server := newWorld(t, "latest"), redistest.Start(t)
	a, b := w.replica(t, server.URL, time.Minute), w.replica(t, server.URL, time.Minute)
	signed := w.signed(t, "")
	caller, refused := a.Authenticate(signed)
	if refused != nil {
		t.Fatal(refused)
	}
	wit := w.wit(t, nil)
	proof := w.proof(t, wit, members{"jti": caller.Signature.Nonce})
	if got := w.statusOf(t, b, w.fields(wit, proof)); got != http.StatusOK {
		t.Errorf("a jti that reads as a nonce did: %d", got)
	}
	if _, refused = b.Authenticate(signed); refused == nil || refused.Credential != "httpsig" {
		t.Errorf("the replay at the other replica: %v", refused)
	}
}

// TestSharedMemoryThatIsAway accepts nothing, says so and blames no sender.
func TestSharedMemoryThatIsAway(t *testing.T) {
	t.Parallel()
	w, server := newWorld(t, "latest"), redistest.Start(t)
	r := w.replica(t, server.URL, 100*time.Millisecond)
	server.Stop()
	for name, req := range map[string]message.Request{
		"proofs": {Method: "GET", URL: audience, Fields: w.good(t)}, "nonces": w.signed(t, ""),
	} {
		_, refused := r.Authenticate(req)
		if refused == nil || refused.Requirement != "" {
			t.Fatalf("%s: %v", name, refused)
		}
		var said struct{ Detail, Requirement string }
		answer := r.Answer(req, refused)
		if err := json.Unmarshal(answer.Body, &said); err != nil {
			t.Fatal(err)
		}
		if answer.Status != 503 || said.Detail != "the memory for "+name+" does not answer" ||
			answer.Fields.Has("WWW-Authenticate") || strings.Contains(string(answer.Body), server.Socket) {
			t.Errorf("%s: %d %s", name, answer.Status, answer.Body)
		}
	}
}
