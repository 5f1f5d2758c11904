package examine

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
)

var (
	callerTitle = regexp.MustCompile(`(?i)\bcaller\b|\bclient\b`)
	calleeTitle = regexp.MustCompile(`(?i)\bcallee\b`)
	callerUses  = regexp.MustCompile(`(?i)caller is using the keys? specified in (.+)`)
	reference   = regexp.MustCompile(`\{\{([A-Za-z0-9_-]+)\}\}|Figure ([0-9]+)`)
)

// sender gives the key that the document says to be that of a message's sender: by the title of its
// figure, or by a sentence before the message that names the figure. Nil where it says nothing.
func (w *world) sender(f *figure) *key {
	title := callerTitle
	if f.message.Response != nil {
		title = calleeTitle
	}
	for _, k := range w.keys {
		if k.figure.from == "" && title.MatchString(k.figure.Title) {
			return k
		}
	}
	if f.message.Response != nil {
		return nil
	}
	for _, p := range w.paragraphs {
		m := callerUses.FindStringSubmatch(p.Text)
		if m != nil && p.Section == f.Section && p.Line < f.Line {
			return w.keyAt(m[1])
		}
	}
	return nil
}

// keyAt finds the key to which a reference points, by anchor in source and by number in a rendering.
func (w *world) keyAt(text string) *key {
	m := reference.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	for _, k := range w.keys {
		f := k.figure
		if f.from == "" && (m[1] != "" && f.Anchor == m[1] || m[2] != "" && strconv.Itoa(f.Number) == m[2]) {
			return k
		}
	}
	return nil
}

// unquoted takes the marks of literals out of a sentence.
func unquoted(p draft.Paragraph) string { return strings.NewReplacer("`", "", `"`, "").Replace(p.Text) }
