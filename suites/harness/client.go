package harness

import (
	"context"
	"time"

	"github.com/wimsespec/wimsespec/vectors/vector"
)

const (
	smallMessage = 16 << 10 // fits any socket buffer, so that writing it does not block
	maxSent      = 32 << 10 // bytes kept of a request's head, and of its body
)

// client sends one request after the other, over one connection as long as the target keeps it.
type client struct {
	*endpoint
	idle *link
	hand *hand // what a client over mutual TLS presents; such a one sends a single request
}

func (c *client) close() {
	if c.idle != nil {
		c.idle.close()
		c.idle = nil
	}
}

// send makes one exchange within a time; ready, if not nil, is called once connected.
func (c *client) send(
	ctx context.Context, s vector.Step, within time.Duration, ready func(),
) Exchange {
	head := encode(s.Request, c.host)
	start := time.Now()
	x := Exchange{
		At: start.UTC(), Expect: s.Expect, Asks: s.Answer, Sent: c.sent(head, s.Request.Body),
		SignatureBase: cut([]byte(s.SignatureBase), maxSent),
	}
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	message := append(head, s.Request.Body...)
	x.Answer, x.Failure = c.roundTrip(limited, message, s, ready)
	x.Millis = float64(time.Since(start).Microseconds()) / 1000
	c.explain(ctx, x.Failure, within)
	c.silence.note(x)
	return x
}

func (c *client) sent(head, body []byte) Sent {
	return Sent{
		To:   c.scheme + "://" + c.host,
		Head: cut(head, maxSent), HeadSize: len(head),
		Body: cut(body, maxSent), BodySize: len(body),
	}
}

// explain tells an interruption of ours from a time-out of the target.
func (c *client) explain(ctx context.Context, fail *Failure, within time.Duration) {
	switch {
	case fail == nil || fail.Kind != KindTimeout && fail.Kind != KindResolve:
	case ctx.Err() != nil:
		fail.Kind, fail.Detail = KindCancelled, "interrupted"
	case fail.Kind == KindTimeout:
		fail.Detail += " (" + within.String() + ")"
	}
}

// roundTrip uses the idle connection if there is one. A target may close that at any time, which is
// no fault of its own: where it did so before any byte of an answer, the request is sent again.
func (c *client) roundTrip(
	ctx context.Context, message []byte, s vector.Step, ready func(),
) (*Answer, *Failure) {
	var closed *Failure
	if l := c.take(s); l != nil {
		answer, fail := c.over(ctx, l, message, s)
		if fail == nil || !l.wasClosedIdle(fail) {
			return answer, fail
		}
		closed = fail
	}
	l, fail := c.dial(ctx)
	if ready != nil {
		ready()
	}
	if fail != nil {
		return nil, fail.behind(closed)
	}
	return c.over(ctx, l, message, s)
}

// take gives the idle connection if it is still good and the step wants none of its own.
func (c *client) take(s vector.Step) *link {
	if s.NewConnection {
		return nil
	}
	l := c.idle
	c.idle = nil
	if l != nil && !l.wake() {
		l.close()
		return nil
	}
	return l
}

// keep makes a connection the idle one.
func (c *client) keep(l *link) {
	l.watch()
	c.idle = l
}

// over sends a message over a connection and keeps that, or closes it.
func (c *client) over(
	ctx context.Context, l *link, message []byte, s vector.Step,
) (*Answer, *Failure) {
	answer, again, fail := l.roundTrip(ctx, message, s.Request.Method)
	if again && !s.NewConnection {
		c.keep(l)
	} else {
		l.close()
	}
	return answer, fail
}
