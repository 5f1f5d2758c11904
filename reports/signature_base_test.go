package reports

import (
	"strings"
	"testing"
)

// What differs in a long line of a signature base is on the page, however narrow that is.
func TestSignatureBaseIsWhole(t *testing.T) {
	long := strings.Repeat("a", 400)
	r := failing()
	for i := range r.Cases {
		r.Cases[i].SignatureBase = "the heading\n- \"x\": " + long + "1" + long + "\n+ \"x\": " + long + "2" + long
	}
	for _, width := range []int{40, 100, 2000} {
		page := printed(t, r, Options{Width: width})
		text := strings.ReplaceAll(strings.ReplaceAll(page, "\n", ""), " ", "")
		for _, want := range []string{
			"signaturebase:theheading-\"x\":" + long + "1" + long, "+\"x\":" + long + "2" + long,
		} {
			if !strings.Contains(text, want) {
				t.Errorf("width %d: the page does not have %.40s", width, want)
			}
		}
		for _, line := range strings.Split(page, "\n") {
			if strings.Contains(line, "aaaa") && len(line) > width {
				t.Errorf("width %d: a line of %d", width, len(line))
			}
		}
	}
}

// A text of one line is a heading with nothing under it.
func TestSignatureBaseOfOneLine(t *testing.T) {
	r := failing()
	r.Cases[1].SignatureBase = "nothing was signed"
	page := printed(t, r, Options{})
	if !strings.Contains(page, "    signature base:\n      nothing was signed\n    curl") {
		t.Errorf("the page is\n%s", page)
	}
}

func TestSignatureBaseOfManyLines(t *testing.T) {
	r := failing()
	r.Cases[1].SignatureBase = strings.Repeat("x\n", 1000)
	if n := strings.Count(printed(t, r, Options{}), "\n      x"); n != maxBaseLines {
		t.Errorf("%d lines are shown", n)
	}
}
