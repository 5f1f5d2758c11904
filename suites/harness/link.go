package harness

import (
	"context"
	"net"
	"time"
)

// past is a deadline that interrupts whatever is under way.
var past = time.Unix(1, 0)

// link is one connection to a target.
type link struct {
	conn    net.Conn
	answers *answers
	watched chan error // what ended the watch over an idle connection
}

func newLink(conn net.Conn, cfg *Config) *link {
	return &link{conn: conn, answers: newAnswers(conn, cfg), watched: make(chan error, 1)}
}

func (l *link) close() { _ = l.conn.Close() }

// watch waits on an idle connection for its end, or for bytes that nobody asked for: those would be
// taken for the next answer.
func (l *link) watch() {
	l.answers.begin()
	go func() {
		_, err := l.answers.br.Peek(1)
		l.watched <- err
	}()
}

// wake ends the watch and says whether the connection is still open and was silent.
func (l *link) wake() bool {
	if l.conn.SetReadDeadline(past) != nil {
		return false
	}
	return isTimeout(<-l.watched) && l.conn.SetReadDeadline(time.Time{}) == nil
}

// wasClosedIdle says whether the target had closed the connection before it could see the request.
func (l *link) wasClosedIdle(fail *Failure) bool {
	return !l.answers.meter.heard && (fail.Kind == KindClosed || fail.Kind == KindReset)
}

// roundTrip sends a message and reads its answer until the context ends. It says whether the
// connection can be used again.
func (l *link) roundTrip(
	ctx context.Context, message []byte, method string,
) (answer *Answer, again bool, fail *Failure) {
	stop := context.AfterFunc(ctx, func() { _ = l.conn.SetDeadline(past) })
	written := l.write(message)
	answer, again, fail = l.answers.read(method)
	uninterrupted := stop()
	return answer, again && uninterrupted && written, fail
}

// write sends a message. A long one is sent while the answer is read, because a target may answer
// before it has read it all; such a connection is not used again, and closing it ends the writing.
// Errors show in the reading, which may still find an answer.
func (l *link) write(message []byte) bool {
	if len(message) > smallMessage {
		go func() { _, _ = l.conn.Write(message) }()
		return false
	}
	_, err := l.conn.Write(message)
	return err == nil
}
