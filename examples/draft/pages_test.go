package draft_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/draft"
)

const turn = "\n\n\nSomebody              Expires 1 January 2027                [Page 7]\n\f\n" +
	"Internet-Draft                     T                     August 2026\n\n\n"

// TestPageTurns ends a page behind each line of each figure, and reads the same figure all the same.
func TestPageTurns(t *testing.T) {
	turns := 0
	for _, d := range must(examples.Published())(t) {
		switch d.Folder {
		case "wpt-02", "workload-creds-02", "http-signature-07", "s2s-protocol-02", "s2s-protocol-03":
		default:
			continue
		}
		for _, f := range must(d.Printed())(t).Figures {
			lines := strings.Split("   "+strings.ReplaceAll(strings.TrimRight(f.Printed, "\n"), "\n", "\n   "), "\n")
			for at := 1; at < len(lines); at++ {
				turns++
				text := "Abstract\n\n1.  Examples\n\n   Words before it.\n\n" + strings.Join(lines[:at], "\n") + turn +
					strings.Join(lines[at:], "\n") + fmt.Sprintf("\n\n     Figure 1: %s\n", f.Title)
				got := must(draft.Parse("d.txt", []byte(text)))(t)
				if len(got.Figures) != 1 || !sameText(got.Figures[0], f) {
					t.Fatalf("%s, %s, line %d: %+v", d.Folder, f.Label(), at, got.Figures)
				}
			}
		}
	}
	if turns < 300 {
		t.Errorf("only %d pages were turned", turns)
	}
}

// sameText compares figures whose line breaks mean nothing where they show JSON.
func sameText(a, b draft.Figure) bool {
	if a.Kind != b.Kind {
		return false
	}
	if a.Kind == draft.KindMessage || a.Kind == draft.KindToken {
		return strings.TrimRight(a.Text, "\n") == strings.TrimRight(b.Text, "\n")
	}
	return strings.Join(strings.Fields(a.Text), "") == strings.Join(strings.Fields(b.Text), "")
}

// TestPageOfProse turns a page between a message and what is no part of it.
func TestPageOfProse(t *testing.T) {
	got := must(draft.Parse("d.txt", []byte("Abstract\n\n1.  A\n\n   HTTP/1.1 200 OK\n   Signature: a"+turn+
		"   Words behind it.\n")))(t)
	if len(got.Figures) != 1 || strings.Contains(got.Figures[0].Text, "Words") || len(got.Prose) == 0 {
		t.Errorf("%+v", got)
	}
}
