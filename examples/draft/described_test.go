package draft_test

import (
	"fmt"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// described writes a message in one line, for comparison.
func described(m draft.Message) string {
	head := ""
	switch {
	case m.Response != nil:
		head = fmt.Sprint(m.Response.Status)
	case m.Request.Method != "":
		head = m.Request.Method + " " + m.Request.URL
	}
	return fmt.Sprintf("%s %v %q %s", head, m.Fields().Without("Host"), m.Body(), m.Before)
}
