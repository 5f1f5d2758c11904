package harness

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
)

func sentOf(r message.Request) Sent {
	c := client{endpoint: newEndpoint(Config{}.withDefaults(), "http://h:1")}
	return c.sent(encode(&r, c.host), r.Body)
}

func TestCurl(t *testing.T) {
	for _, c := range []struct {
		request message.Request
		want    string
	}{
		{
			message.Request{Method: "GET", URL: "http://h:1/a/../b?x=it's", Fields: message.Fields{
				{"empty", ""}, {"A", "1"}, {"a", `"2" $(id) '`},
			}},
			`curl --path-as-is -i -X 'GET' -H 'Host: h:1' -H 'empty;' -H 'A: 1' ` +
				`-H 'a: "2" $(id) '\''' -H 'User-Agent:' -H 'Accept:' 'http://h:1/a/../b?x=it'\''s'`,
		},
		{
			message.Request{Method: "POST", URL: "http://h:1/[x]", Body: []byte("{\"a\":\n1}"),
				Fields: message.Fields{{"User-Agent", "\x1b"}, {"Content-Type", "a/b"}}},
			`curl --path-as-is -i -g -X 'POST' -H 'Host: h:1' -H $'User-Agent: \x1b' ` +
				`-H 'Content-Type: a/b' -H 'Content-Length: 8' -H 'Accept:' -H 'Expect:' ` +
				`--data-binary $'{"a":\x0a1}' 'http://h:1/[x]'`,
		},
		{
			message.Request{Method: "PUT", URL: "http://h:1/", Body: []byte("@%\x00\xff'")},
			`printf '@%%\000\377\047' | curl --path-as-is -i -X 'PUT' -H 'Host: h:1' ` +
				`-H 'Content-Length: 5' -H 'User-Agent:' -H 'Accept:' -H 'Content-Type:' -H 'Expect:' ` +
				`--data-binary @- 'http://h:1/'`,
		},
		{
			message.Request{Method: "GET", URL: "http://h:1/", Fields: message.Fields{{"A", "\x00"}}},
			"# curl cannot send this: there is a NUL in its head",
		},
		{
			message.Request{Method: "GET", URL: "http://h:1/", Fields: message.Fields{{"@/etc/x", "a"}}},
			`# curl cannot send this: there is a field named "@/etc/x"`,
		},
		{
			message.Request{Method: "PUT", URL: "http://h:1/", Body: make([]byte, maxSent+1)},
			"# curl cannot send this: it has 32821 bytes",
		},
	} {
		if got := sentOf(c.request).curl(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// TestQuotingInAShell lets a shell undo what quote and octal do.
func TestQuotingInAShell(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash")
	}
	nasty := "it's $(id) `id` \\ \"q\" !x \x1b[2J \n \t \xff\u202e %s %% \\x41 9"
	for command, want := range map[string]string{
		"printf %s " + quote(nasty):              nasty,
		"printf " + octal("\x00"+nasty+"\x009"):  "\x00" + nasty + "\x009",
		"printf %s " + quote("plain ' $(id) \\"): "plain ' $(id) \\",
	} {
		out, err := exec.Command(bash, "-c", command).Output()
		if err != nil || string(out) != want {
			t.Errorf("%s\ngot  %q\nwant %q (%v)", command, out, want, err)
		}
		if strings.ContainsAny(command, "\x1b\n\x00") {
			t.Errorf("unescaped: %q", command)
		}
	}
}
