package signbase_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/reference/message"
	"github.com/wimsespec/wimsespec/suites/signbase"
)

// slip is one way to get a base wrong, written by hand: what stands in the right one, and what is
// signed in its place. The message and what it covers may be another one.
type slip struct {
	words    string
	old, new string
	message  func() *sample
	base     string
}

// over gives the request with other covered components, and their lines in the place of those on the
// target.
func over(list, lines string) (func() *sample, string) {
	base := lines + "\n" + `"@signature-params": ` + list + params
	return func() *sample {
		s := request()
		s.input = list + params
		return s
	}, base
}

func overRequestTarget() slip {
	m, base := over(`("@request-target" "@target-uri" "@authority")`,
		`"@request-target": /Orders/a%2Fb//c?y=a%20b&x=1
"@target-uri": https://b.example:8443/Orders/a%2Fb//c?y=a%20b&x=1
"@authority": b.example:8443`)
	return slip{message: m, base: base}
}

// at gives the request at another URL, without Host.
func at(url, lines string) slip {
	list := `("@method" "@path" "@query" "@authority")`
	m, base := over(list, lines)
	return slip{base: base, message: func() *sample {
		s := m()
		s.Request.URL, s.Request.Fields = url, s.Request.Fields.Without("Host")
		return s
	}}
}

func bare() slip {
	return at("https://b.example/a/", `"@method": POST
"@path": /a/
"@query": ?
"@authority": b.example`)
}

func withField(name, value string) slip {
	return slip{base: rightBase, message: func() *sample {
		s := request()
		s.Request.Fields = append(s.Request.Fields.Without(name), message.Field{name, value})
		return s
	}}
}

func uncovered() slip {
	m, base := over(`("@method" "content-language")`, "\"@method\": POST\n\"content-language\": ")
	return slip{message: m, base: base}
}

func ofResponse() slip { return slip{message: response, base: rightResponse} }

// with makes of a message one of its slips.
func (s slip) with(words, old, new string) slip {
	s.words, s.old, s.new = words, old, new
	return s
}

func right() slip { return slip{message: request, base: rightBase} }

var slips = slices.Concat([]slip{
	right().with("@query is signed without its question mark", ": ?y", ": y"),
	bare().with("@query is signed as empty where there is no query: it is a question mark then", ": ?\n", ": \n"),
	bare().with("@query has no line where there is no query: it is a question mark then", "\"@query\": ?\n", ""),
	right().with("@query is signed decoded", "a%20b&", "a b&"),
	right().with("@query is parsed and written anew, not signed as it is sent", "?y=a%20b&x=1", "?x=1&y=a+b"),
	right().with("@path has the query behind it", "//c\n", "//c?y=a%20b&x=1\n"),
	right().with("@path is signed decoded", "a%2Fb", "a/b"),
	right().with("@path has a slash at its end that was not sent", "//c\n", "//c/\n"),
	bare().with("@path lacks the slash at its end", "/a/\n", "/a\n"),
	right().with("@path is cleaned of dots and double slashes", "//c\n", "/c\n"),
	right().with("@path is the whole target URI", ": /Orders/a%2Fb//c\n",
		": https://b.example:8443/Orders/a%2Fb//c?y=a%20b&x=1\n"),
	overRequestTarget().with("@request-target is the target URI", "et\": /", "et\": https://b.example:8443/"),
	overRequestTarget().with("@request-target lacks the query", "c?y=a%20b&x=1\n\"@target-uri", "c\n\"@target-uri"),
	overRequestTarget().with("@request-target has the method in front of it, as (request-target) of an older draft had",
		"et\": /", "et\": post /"),
	overRequestTarget().with("@target-uri is the request target", "https://b.example:8443/", "/"),
	overRequestTarget().with("@target-uri lacks the query", "c?y=a%20b&x=1\n\"@auth", "c\n\"@auth"),
	right().with("@method is in lower case", "POST", "post"),
	bare().with("@authority has the port that is the default", "b.example\n", "b.example:443\n"),
	overRequestTarget().with("@authority lacks its port", "b.example:8443\n\"@sig", "b.example\n\"@sig"),
	overRequestTarget().with("@authority is signed as Host has it, not in lower case", "b.example:8443\n\"@sig",
		"B.example:8443\n\"@sig"),

	right().with("the white space around the values of fields is signed", "one, two", "one,  two "),
	right().with("the lines of a field are joined by a comma without a space", "one, two", "one,two"),
	right().with("only the first line of a field is signed", "one, two", "one"),
	right().with("only the last line of a field is signed", "one, two", "two"),
	right().with("runs of white space within a field are signed as one space", ";  ch", "; ch"),
	uncovered().with("a covered field that the message does not have is signed as empty", "", ""),
	uncovered().with("a covered field that the message does not have has no line", "\"content-language\": \n", ""),
	right().with("content-digest is that of an empty body", digestOfBody, digestOfNone),
	withField("Content-Digest", "sha-256=:"+digestOfNone+":").with(
		"content-digest is that of the body, and the field says another one", "", ""),
	right().with("content-digest is signed in another form than the field has", "sha-256=:"+digestOfBody+":",
		"c421083fe7f5e0651d6c41c6e11a69473b0d4b3ca076c6634ffd96bb8af037c5"),

	right().with("the names of fields are not in lower case", "", "").like(func(base string) string {
		for old, new := range map[string]string{
			"content-type": "Content-Type", "content-digest": "Content-Digest", "x-trace": "X-Trace",
			"workload-identity-token": "Workload-Identity-Token",
		} {
			base = strings.Replace(base, `"`+old+`": `, `"`+new+`": `, 1)
		}
		return base
	}),
	right().with("the names of components are without quotation marks", "", "").like(func(base string) string {
		lines := strings.Split(base, "\n")
		for i, l := range lines {
			name, value, _ := strings.Cut(l, ": ")
			lines[i] = strings.Trim(name, `"`) + ": " + value
		}
		return strings.Join(lines, "\n")
	}),
	right().with("no space stands behind the colon", "\": ", "\":"),
	ofResponse().with("@status has the reason phrase behind it", "404", "404 Not Found"),
	ofResponse().with("the values of the request's fields are taken from the response",
		"application/json;  charset=utf-8", "text/plain"),
	ofResponse().with("the values of the response's fields are taken from the request",
		"text/plain", "application/json;  charset=utf-8"),
	ofResponse().with(";req is left out of the names of components", "\";req: ", "\": "),
	ofResponse().with(";req stands within the quotation marks", "\";req", ";req\""),
}, lineSlips, paramSlips)

func (s slip) like(edit func(string) string) slip {
	s.base = edit(s.base)
	return s
}

var lineSlips = []slip{
	right().with("the components are sorted by name in the base", "", "").like(func(string) string {
		return `"@method": POST
"@path": /Orders/a%2Fb//c
"@query": ?y=a%20b&x=1
"content-digest": sha-256=:` + digestOfBody + `:
"content-type": application/json;  charset=utf-8
"workload-identity-token": aaa.bbb.ccc
"x-trace": one, two
"@signature-params": ` + covered + params
	}),
	bare().with("the lines stand in another order than Signature-Input lists them", "", "").like(func(base string) string {
		lines := strings.Split(base, "\n")
		lines[0], lines[1], lines[2] = lines[2], lines[0], lines[1]
		return strings.Join(lines, "\n")
	}),
	right().with("a covered component has no line in the base", "\"@path\": /Orders/a%2Fb//c\n", ""),
	right().with("the line of the signature parameters stands first", "", "").like(func(base string) string {
		at := strings.LastIndex(base, "\n")
		return base[at+1:] + "\n" + base[:at]
	}),
	right().with("the line of the signature parameters is missing", "", "").like(func(base string) string {
		return base[:strings.LastIndex(base, "\n")]
	}),
	right().with("a line feed stands behind the last line", "", "").like(func(base string) string { return base + "\n" }),
	right().with("lines end in CRLF", "\n", "\r\n"),
	right().with("no line feed stands between the lines", "\n", ""),
}

// spacious is a message whose parameters are not in canonical form.
func spacious() slip {
	return slip{base: rightBase, message: func() *sample {
		s := request()
		s.input = strings.Replace(s.input, ";nonce", "; nonce", 1) + "=?1"
		return s
	}}
}

var paramSlips = []slip{
	spacious().with("the parameters are signed as they were sent, not in canonical form", "", "").like(
		func(base string) string { return strings.Replace(base, ";nonce", "; nonce", 1) + "=?1" }),
	right().with("the label stands in front of the signature parameters", "params\": ", "params\": wimse="),
	right().with("@signature-params is without quotation marks", `"@signature-params"`, "@signature-params"),
	right().with("the line of the signature parameters has no name", `"@signature-params": `, ""),
	right().with("the list of components is signed without its parameters", params, ""),
	right().with("the parameters are signed without the list of components", covered+";", ""),
	right().with("the parameters are signed in another order than they are sent", params,
		`;created=1767225600;expires=1767225720;nonce="abc";wimse-aud="https://b.example/Orders"`+
			`;wimse-sign-response;tag="wimse-workload-to-workload"`),
	right().with("a parameter that is sent is not signed", `;wimse-aud="https://b.example/Orders"`, ""),
	right().with("a space stands behind each semicolon of the parameters", "", "").like(func(base string) string {
		return strings.Replace(base, params, strings.ReplaceAll(params, ";", "; "), 1)
	}),
	right().with("the values of parameters are signed without their quotation marks", "", "").like(func(base string) string {
		return strings.Replace(base, params, strings.ReplaceAll(params, `"`, ""), 1)
	}),
	right().with("numbers among the parameters are signed in quotation marks", "", "").like(func(base string) string {
		return strings.NewReplacer("=1767225600", `="1767225600"`, "=1767225720", `="1767225720"`).Replace(base)
	}),
	right().with("a parameter that is true is signed with a value", "wimse-sign-response", "wimse-sign-response=?1"),
}

// Each mistake is told from all others by the signature alone.
func TestMistakesAreNamed(t *testing.T) {
	key := private(t, "ES256")
	for _, tc := range slips {
		base := tc.base
		if tc.old != "" {
			base = strings.ReplaceAll(base, tc.old, tc.new)
			if base == tc.base {
				t.Errorf("%s: there is no %q to be replaced", tc.words, tc.old)
			}
		}
		b := bases(tc.message().sign(signed(t, key, base)), key)
		if b.Mistake != tc.words || b.Used != base || b.Declared == base {
			t.Errorf("%s: called %q; used is\n%s\ndeclared\n%s\nsigned was\n%s", tc.words, b.Mistake, b.Used, b.Declared, base)
		}
		if !strings.Contains(b.Text(), tc.words) {
			t.Errorf("%s: it is not in print", tc.words)
		}
	}
}

func TestEveryMistakeIsTried(t *testing.T) {
	var tried []string
	for _, tc := range slips {
		tried = append(tried, tc.words)
	}
	for words := range methods {
		tried = append(tried, words)
	}
	slices.Sort(tried)
	known := signbase.Words()
	slices.Sort(known)
	if !slices.Equal(tried, known) {
		t.Errorf("tried are\n%s\nand known are\n%s", strings.Join(tried, "\n"), strings.Join(known, "\n"))
	}
}
