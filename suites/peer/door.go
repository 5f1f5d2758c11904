package peer

import (
	"crypto/tls"
	"sync"
	"time"

	"github.com/wimsespec/wimsespec/reference/message"
)

// Heard is a request as the function that answers it takes it.
type Heard struct {
	// Request has the absolute URL at which it arrived. Its fields are in order of their names, and
	// those of one name in the order in which they came.
	Request message.Request
	// Elsewhere is the beginning of URLs at which the same door stands on another host; There says
	// that the request came there.
	Elsewhere string
	There     bool
}

// Answerer makes the response to a request. Its error says why there is none to be made.
type Answerer func(Heard) (message.Response, error)

// Arrival is a request that came to a door, and how it was answered.
type Arrival struct {
	At      time.Time
	Request message.Request
	// Elsewhere says that it came to the other host.
	Elsewhere bool
	// Cut says that its body went on beyond the limit, or broke off.
	Cut bool
	// TLS is the connection that it came over; nil for plain HTTP.
	TLS *tls.ConnectionState
	// Response is what was answered.
	Response message.Response
	// Fault says why the response is not the one that was to be made.
	Fault string
}

// Door is where the requests of one exchange arrive.
type Door struct {
	peer   *Peer
	name   string
	answer Answerer
	most   int
	secure *secure // nil for plain HTTP

	mu       sync.Mutex
	arrivals []Arrival
	kept     int
	surplus  int
	closed   bool
}

// URL is the beginning of the URLs of the door, without a slash at its end.
func (d *Door) URL() string {
	if d.secure != nil {
		return d.secure.base + "/" + d.name
	}
	return d.peer.here.base + "/" + d.name
}

// Elsewhere is the same on another host.
func (d *Door) Elsewhere() string { return d.peer.elsewhere.base + "/" + d.name }

// Close shuts the door and gives what arrived at it, in order, and how many requests more came than
// were kept.
func (d *Door) Close() (arrivals []Arrival, surplus int) {
	d.peer.forget(d.name)
	if d.secure != nil {
		d.mu.Lock()
		unheard := len(d.arrivals) == 0
		d.mu.Unlock()
		d.secure.close(unheard)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	return d.arrivals, d.surplus
}

// keep takes a place for a request, or counts it as one too many. A place is taken before the
// request is answered, so that whoever has an answer has been recorded.
func (d *Door) keep(a Arrival) (place int, ok bool) {
	size := len(a.Request.Body) + len(a.Request.URL)
	for _, f := range a.Request.Fields {
		size += len(f.Name()) + len(f.Value())
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed || len(d.arrivals) >= d.most || d.kept+size > d.peer.MaxKept {
		d.surplus++
		return 0, false
	}
	d.kept += size
	d.arrivals = append(d.arrivals, a)
	return len(d.arrivals) - 1, true
}

// answered writes down how the request of a place was answered. Behind the door's closing nobody
// looks at it any more.
func (d *Door) answered(place int, r message.Response, fault string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.closed {
		d.arrivals[place].Response, d.arrivals[place].Fault = r, fault
	}
}
