package survey

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/spec"
)

func defects(b *strings.Builder, e Entry, confirmed map[string]string) {
	wrong := func(f Figure) bool { return len(f.Wrong) > 0 }
	if e.folder() || !slices.ContainsFunc(e.Figures, wrong) {
		return
	}
	fmt.Fprintf(b, "\n### %s\n", e.name())
	for _, f := range e.Figures {
		if !wrong(f) {
			continue
		}
		fmt.Fprintf(b, "\n%s\n\n", f.heading())
		for _, line := range f.Wrong {
			fmt.Fprintf(b, "- %s\n", line)
		}
		fmt.Fprintf(b, "\n*Confirmed: %s*\n", confirmed[confirmationKey(e, f)])
	}
}

func (f Figure) heading() string {
	if f.Kind == "prose" {
		return "**The text of section " + f.Section + "**"
	}
	return fmt.Sprintf("**Figure %d, %s** (section %s)", f.Number, f.Title, f.Section)
}

// remarks writes findings of one sort, each once with the figures that it is about.
func remarks(b *strings.Builder, title, intro string, list []Entry, of func(Figure) []string) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if intro != "" {
		b.WriteString(intro + "\n\n")
	}
	var order []string
	where := map[string][]string{}
	for _, e := range list {
		if e.folder() {
			continue
		}
		for _, f := range e.Figures {
			for _, line := range of(f) {
				if where[line] == nil {
					order = append(order, line)
				}
				where[line] = append(where[line], strings.TrimSpace(e.name()+" "+number(f)))
			}
		}
	}
	for _, line := range order {
		fmt.Fprintf(b, "- %s (%s)\n", line, strings.Join(where[line], ", "))
	}
}

// confirmations are what the index says of how defects were confirmed.
func confirmations() (map[string]string, error) {
	documents, err := examples.Published()
	if err != nil {
		return nil, fmt.Errorf("survey: %w", err)
	}
	out := map[string]string{}
	for _, d := range documents {
		out[d.Folder+" text"] = d.TextConfirmed
		for _, f := range d.Figures {
			out[fmt.Sprintf("%s %d", d.Folder, f.Number)] = f.Confirmed
		}
	}
	return out, nil
}

// confirmationKey finds the place of a figure in the index; a copy has that of what it repeats.
func confirmationKey(e Entry, f Figure) string {
	revision := e.Revision
	if d, known := spec.FindDocument(revision); known && d.CopyOf != "" {
		revision = d.CopyOf
	}
	if f.Kind == "prose" {
		return revision + " text"
	}
	return fmt.Sprintf("%s %d", revision, f.Number)
}
