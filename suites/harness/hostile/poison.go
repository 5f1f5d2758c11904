package hostile

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"strconv"
	"sync"
)

// Script is markup that no report may hold as it is.
const Script = "<script>alert(1)</script>"

// Controls are what no terminal may get: a new title, a new colour, C1 controls, a change of the
// direction of writing, and bytes that are no UTF-8.
const Controls = "\x1b]0;owned\x07\x1b[2J\x1b[31m\u009b31m\x7f\u202e\u2066\xff\xc0\x80"

// answerOf makes an answer with a body of a known length.
func answerOf(status, fields, body string) func(Conn) {
	return say(fmt.Sprintf("HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s", status, fields, len(body), body))
}

// poisonedJSON answers the wishes of every role in the form that the contract has, with poison in
// each member.
var poisonedJSON = func() string {
	text := `"\u0000\u001b[31m\u009b\u202e` + Script + `"`
	return `{"sent": false, "accepted": false, "peer": ` + text + `, "error": ` + text + `, "wit": ` + text +
		`, ` + text + `: ` + text + `, "keys": [{"kty": ` + text + `, "kid": ` + text + `}]}`
}()

func poisonous() []Behaviour {
	const reason, escaped = "\x1b[2J\u009b31m\u202e\xff", `\x1b[2J\u009b31m\u202e\xff`
	const offer = "WWW-Authenticate: \u202e\u009b\xff\r\n"
	const page = "Server: " + Script + "\r\nLocation: javascript:alert(1)\r\nWWW-Authenticate: WPT " + Script +
		"\r\nWimse-Caller: \u202e\u009b" + Script + "\r\nContent-Type: text/html\r\n"
	result := answers("poisoned-json", "answers as each role is to, with poison in every member",
		answerOf("200 OK", "Content-Type: application/json\r\n", poisonedJSON), "200 OK")
	result.Said = `\x00\x1b[31m\u009b\u202e` + Script
	return []Behaviour{
		answers("controls", "answers 200 with escape sequences and invalid UTF-8 everywhere",
			answerOf("200 "+reason, offer, Controls+"\x00"), "200 "+escaped),
		answers("controls-refusing", "answers 401 with the same",
			answerOf("401 "+reason, offer, Controls+"\x00"), "401 "+escaped),
		fails("control-in-field", "puts an escape sequence and NUL into a field, which makes it none",
			say(good+"X: \x00\x1b[2J\r\n\r\n"), `unreadable: malformed MIME header line: "X: \x00\x1b[2J`),
		answers("script", "answers 200 with HTML and script everywhere",
			answerOf("200 "+Script, page, Script), "200 "+Script),
		answers("script-refusing", "answers 403 with the same",
			answerOf("403 "+Script, page, Script), "403 "+Script),
		fails("script-failing", "answers 500 with the same",
			answerOf("500 "+Script, page, Script), "server-error: 500 "+Script),
		result,
	}
}

// bomb is an answer whose body unpacks to 50 MB.
var bomb = sync.OnceValue(func() string {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	zeros := make([]byte, 1<<20)
	for range 50 {
		if _, err := w.Write(zeros); err != nil {
			panic("hostile: internal error: " + err.Error())
		}
	}
	if err := w.Close(); err != nil {
		panic("hostile: internal error: " + err.Error())
	}
	return good + "Content-Encoding: gzip\r\nContent-Length: " + strconv.Itoa(packed.Len()) + "\r\n\r\n" +
		packed.String()
})
