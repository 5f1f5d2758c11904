package checkout

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wimsespec/wimsespec/examples/generate"
)

// Kind says what is the matter with a line of prose.
type Kind string

// The kinds: it repeats a value that is another one now, or it has a time in words beside a number of
// seconds that is another time.
const (
	KindStale         Kind = "stale"
	KindContradiction Kind = "contradiction"
)

// Place is a line of prose to edit.
type Place struct {
	Kind Kind   `json:"kind"`
	File string `json:"file"`
	Line int    `json:"line"`
	// Text is what stands there, Of the example and the value in it that it repeats, or the number of
	// seconds that it contradicts.
	Text string `json:"text"`
	Of   string `json:"of"`
	// Now is what the value is now, empty where it is gone, or the seconds in words.
	Now string `json:"now"`
}

// telling are the last parts of the names of values that nothing but an example has, so that a text
// which holds one speaks of the example.
var telling = []string{
	"exp", "iat", "jti", "sub", "iss", "aud", "wth", "ath", "tth", "oth", "kid", "x", "y", "d", "n",
	"created", "expires", "nonce", "wimse-aud", "wimse-req-nonce",
}

// times are those of them that are times.
var times = []string{"exp", "iat", "created", "expires"}

// repeated is a value of old examples that no new one has.
type repeated struct {
	was, of, now string
	// when is the value as a time, if it is one.
	when time.Time
}

// stale lists the values of the old examples that are gone. An example comes before what was folded
// of it, so that it is the one that is named.
func stale(old []example, files generate.Files) []repeated {
	fresh := map[string]bool{}
	for _, text := range files {
		for _, value := range valuesOf(string(text)) {
			fresh[value] = true
		}
	}
	var out []repeated
	seen := map[string]bool{}
	for _, e := range old {
		if kindOf(string(e.text)) != kindOf(string(files[e.name()])) {
			continue
		}
		for _, v := range differing(string(e.text), string(files[e.name()])) {
			if len(v.Was) < 6 || fresh[v.Was] || seen[v.Was] || !slices.Contains(telling, last(v.Name)) {
				continue
			}
			seen[v.Was] = true
			out = append(out, repeated{v.Was, e.name() + " " + v.Name, v.Now, timeOf(v)})
		}
	}
	return out
}

func last(name string) string {
	return name[strings.LastIndexAny(name, ". ")+1:]
}

func timeOf(v Value) time.Time {
	seconds, err := strconv.ParseInt(v.Was, 10, 64)
	if err != nil || !slices.Contains(times, last(v.Name)) {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// search finds the places in prose.
func search(texts []prose, gone []repeated) []Place {
	var out []Place
	for _, p := range texts {
		number := 0
		for line := range strings.Lines(p.text) {
			number++
			for _, place := range append(repeats(line, gone), contradiction(line)...) {
				place.File, place.Line = p.path, number
				out = append(out, place)
			}
		}
	}
	return out
}

func repeats(line string, gone []repeated) []Place {
	var out []Place
	dates := datesIn(line)
	for _, r := range gone {
		if holds(line, r.was) {
			out = append(out, Place{Kind: KindStale, Text: r.was, Of: r.of, Now: r.now})
		}
		for _, d := range dates {
			if !r.when.IsZero() && d.is(r.when) {
				out = append(out, Place{Kind: KindStale, Text: d.text, Of: r.of, Now: inWords(r.now)})
			}
		}
	}
	return out
}

// holds says whether a value stands in a line as a whole, not as a part of a longer one.
func holds(line, value string) bool {
	for at := 0; ; {
		i := strings.Index(line[at:], value)
		if i < 0 {
			return false
		}
		at += i + len(value)
		if !joined(line[:at-len(value)], true) && !joined(line[at:], false) {
			return true
		}
	}
}

// joined says whether a text goes on at its end, or its start, in the middle of a word or a path.
func joined(text string, atEnd bool) bool {
	if text == "" {
		return false
	}
	c := text[0]
	if atEnd {
		c = text[len(text)-1]
	}
	return c == '/' || c == '-' || c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// contradiction finds a time in words beside a number of seconds that is another time. It is wrong
// whichever of the two is that of the example.
func contradiction(line string) []Place {
	dates, seconds := datesIn(line), epochs.FindAllString(line, -1)
	if len(dates) != 1 || len(seconds) != 1 {
		return nil
	}
	said := Value{Name: "exp", Was: seconds[0]}
	if dates[0].is(timeOf(said)) {
		return nil
	}
	return []Place{{
		Kind: KindContradiction, Text: dates[0].text, Of: seconds[0], Now: inWords(seconds[0]),
	}}
}
