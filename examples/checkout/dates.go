package checkout

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	month = `(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?`
	day   = `(?P<day>\d{1,2})(?:st|nd|rd|th)?`
	clock = `,?(?: at)? (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: ?(?P<half>[AP]M))?` +
		`(?: (?:GMT|UTC|Z)\b)?` + offset
	offset = `(?: ?(?P<offset>[+-]\d{2}:\d{2})\b)?`
)

// dateForms are times as people write them, in UTC where they name no other offset: a date without a time of day says too little.
var dateForms = []*regexp.Regexp{
	regexp.MustCompile(`(?:[A-Z][a-z]{2,8},? )?` + month + ` ` + day + `,? (?P<year>\d{4})` + clock),
	regexp.MustCompile(`(?:[A-Z][a-z]{2,8},? )?` + day + ` ` + month + ` (?P<year>\d{4})` + clock),
	regexp.MustCompile(`(?P<year>\d{4})-(?P<number>\d{2})-(?P<day>\d{2})[T ]` +
		`(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:Z|` + offset + `)`),
}

// epochs are seconds since 1970 in this century.
var epochs = regexp.MustCompile(`\b[1-3]\d{9}\b`)

// date is a time in words. It says nothing of seconds where it has none.
type date struct {
	text    string
	when    time.Time
	seconds bool
}

func (d date) is(t time.Time) bool {
	if !d.seconds {
		t = t.Truncate(time.Minute)
	}
	return d.when.Equal(t)
}

func datesIn(line string) []date {
	var out []date
	for _, form := range dateForms {
		for _, m := range form.FindAllStringSubmatch(line, -1) {
			parts := map[string]string{}
			for i, name := range form.SubexpNames() {
				parts[name] = m[i]
			}
			out = append(out, dateOf(m[0], parts))
		}
	}
	return out
}

func dateOf(text string, parts map[string]string) date {
	number := func(name string) int {
		n, _ := strconv.Atoi(parts[name]) // digits, or nothing at all
		return n
	}
	of := time.Month(number("number"))
	if name := parts["month"]; name != "" {
		of = time.Month(strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", name)/3 + 1)
	}
	hour := number("hour")
	switch parts["half"] {
	case "AM":
		hour %= 12
	case "PM":
		hour = hour%12 + 12
	}
	when := time.Date(number("year"), of, number("day"), hour, number("minute"), number("second"), 0,
		zone(parts["offset"]))
	return date{text: text, when: when, seconds: parts["second"] != ""}
}

// zone is that of an offset such as "-06:00", or UTC.
func zone(offset string) *time.Location {
	t, err := time.Parse("-07:00", offset)
	if err != nil {
		return time.UTC
	}
	return t.Location()
}

// inWords writes seconds since 1970 as the drafts do.
func inWords(seconds string) string {
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return ""
	}
	return time.Unix(n, 0).UTC().Format("Mon Jan 2 2006 15:04:05") + " GMT"
}
