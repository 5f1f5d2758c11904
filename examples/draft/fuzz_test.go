package draft_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/examples/draft"
)

// FuzzParse asks that no text makes a reader fall over.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"--- middle\n\n# A\n\n~~~ jwt\neyJ.\n~~~\n{: #a title=\"b\"}\n",
		"Abstract\n\n1.  A\n\n   {\n\n   Figure 1: K\n",
		"<rfc><middle><section><figure><artwork>x</artwork></figure></section></middle></rfc>", "{}", "A: b",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := draft.Parse("none/draft.md", []byte(text))
		if err != nil {
			return
		}
		for _, figure := range d.Figures {
			if m, err := draft.ParseMessage(figure.Text); err == nil {
				_, _ = m.Fields(), m.Body()
			}
		}
	})
}
