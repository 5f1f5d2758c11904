package survey

import (
	"fmt"
	"strings"

	"github.com/wimsespec/wimsespec/examples/examine"
)

const foldersHead = `
## Raw files

The files that the drafts' repository had at each tag, those that the document does not include among
them, each folder checked as a whole. A folder says nothing of a revision, so these are the checks that
need none. What fails is the same data as in the documents.

| folder | files | pass | fail | open |
|---|---|---|---|---|
`

func folders(b *strings.Builder, list []Entry) {
	b.WriteString(foldersHead)
	for _, e := range list {
		if e.folder() {
			fmt.Fprintf(b, "| %s | %d | %d | %d | %d |\n", e.Document, len(e.Figures),
				e.count(examine.Pass), e.count(examine.Fail), e.count(examine.Unchecked))
		}
	}
}

func (e Entry) count(v examine.Verdict) int {
	n := 0
	for _, f := range e.Figures {
		if f.Verdict == v {
			n++
		}
	}
	return n
}
