package hostile

import (
	"io"
	"strings"
	"time"
)

const (
	good   = "HTTP/1.1 200 OK\r\n"
	length = "Content-Length: 10000000000\r\n\r\n"
)

// say writes a text and ends the connection.
func say(text string) func(Conn) {
	return func(c Conn) { _, _ = io.WriteString(c, text) }
}

// sayAndWait writes a text and then nothing more.
func sayAndWait(text string) func(Conn) {
	return func(c Conn) { say(text)(c); _, _ = io.Copy(io.Discard, c) }
}

// sayForEver repeats a text until the suite has had enough.
func sayForEver(start, again string) func(Conn) {
	block := strings.Repeat(again, 1+(16<<10)/len(again))
	return func(c Conn) {
		_, err := io.WriteString(c, start)
		for err == nil {
			_, err = io.WriteString(c, block)
		}
	}
}

// drip writes a byte now and then. A second between two is no different for who waits for the end.
func drip(c Conn) {
	const pause = 10 * time.Millisecond
	text := good + strings.Repeat("X-Drip: drop\r\n", 4000)
	for i := range len(text) {
		if _, err := io.WriteString(c, text[i:i+1]); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

func sayAndReset(text string) func(Conn) {
	return func(c Conn) { say(text)(c); c.reset() }
}

// fails is a behaviour that brings no answer.
func fails(name, does string, answer func(Conn), verdicts ...string) Behaviour {
	return Behaviour{Name: name, Does: does, answer: answer, Verdicts: verdicts}
}

// answers is a behaviour that brings an answer with a status line.
func answers(name, does string, answer func(Conn), status string) Behaviour {
	return Behaviour{Name: name, Does: does, answer: answer, Status: status}
}

func silent() []Behaviour {
	const late = "timeout: the answer did not come in time"
	list := []Behaviour{
		fails("never-answers", "reads requests and answers none",
			sayAndWait(""), "the target has never answered"),
		fails("drips", "sends its answer byte by byte, so that it never ends",
			drip, late),
		fails("announces-10-GB", "announces 10 GB and sends one byte of it",
			sayAndWait(good+length+"x"), late),
	}
	for i := range list {
		list[i].Silent = true
	}
	return list
}

func broken() []Behaviour {
	return []Behaviour{
		fails("closes", "closes the connection in place of an answer",
			say(""), "closed"),
		fails("resets-in-head", "resets the connection within the header fields",
			sayAndReset(good+"Server: x"), "reset"),
		fails("resets-in-body", "resets the connection within the body",
			sayAndReset(good+"Content-Length: 9\r\n\r\nab"), "reset"),
		fails("says-too-long", "announces a longer body than it sends",
			say(good+"Content-Length: 9\r\n\r\nabc"), "truncated: the body ended after 3 bytes"),
		answers("says-too-short", "announces a shorter body than it sends, which holds another answer",
			say(good+"Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n\r\n"), "200 OK"),
		fails("two-lengths", "announces two lengths",
			say(good+"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "unreadable"),
	}
}

func endless() []Behaviour {
	const tooLarge = "head-too-large: the head has more than 65536 bytes"
	return []Behaviour{
		answers("sends-10-GB", "announces 10 GB and sends them",
			sayForEver(good+length, "x"), "200 OK"),
		answers("endless-chunks", "sends chunks without end",
			sayForEver(good+"Transfer-Encoding: chunked\r\n\r\n", "5\r\nabcde\r\n"), "200 OK"),
		fails("endless-chunk-extension", "sends the extension of a chunk without end",
			sayForEver(good+"Transfer-Encoding: chunked\r\n\r\n5", ";x"), "unreadable"),
		fails("endless-fields", "sends header fields without end",
			sayForEver(good, "X-More: yes\r\n"), tooLarge),
		fails("endless-reason", "sends a reason phrase without end",
			sayForEver("HTTP/1.1 200 ", "OK"), tooLarge),
		fails("100-interim", "sends 100 interim answers before its own",
			say(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 100)+good+"\r\n"),
			"interim: more than 5 interim answers"),
		fails("redirects", "redirects every request to itself",
			say("HTTP/1.1 307 Again\r\nLocation: /orders\r\nContent-Length: 0\r\n\r\n"),
			"redirect: 307 Again to /orders"),
		answers("gzip-bomb", "answers with a body that is a thousand times as large once it is unpacked",
			func(c Conn) { say(bomb())(c) }, "200 OK"),
	}
}

func misleading() []Behaviour {
	return []Behaviour{
		fails("garbage", "answers in no protocol at all",
			say("\x00\x01\x1b[31mhello\r\n\r\n"), `unreadable: malformed HTTP response "\x00\x01\x1b[31mhello"`),
		fails("http2-settings", "speaks HTTP/2 unasked",
			say("\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x80"),
			`unreadable: malformed HTTP response "\x00\x00\x12`),
		fails("http2-preface", "answers with the preface that HTTP/2 has clients send",
			say("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), `unreadable: malformed HTTP`),
	}
}
