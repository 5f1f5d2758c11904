package examples

import (
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/wimsespec/wimsespec/examples/checkout"
	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/runner/cli"
)

const (
	// shownSum is how many digits of a hash tell two files apart.
	shownSum = 12
	// shownValue is how much of a value is shown.
	shownValue = 60
)

func (o *outcome) print(w io.Writer, f generateFlags) {
	for _, name := range slices.Sorted(maps.Keys(o.Keys)) {
		fmt.Fprintf(w, "key %s: %s\n", name, o.Keys[name])
	}
	counts := map[generate.Status]int{}
	for _, c := range o.Out {
		counts[c.Status]++
		printChange(w, c)
	}
	if f.out != "" {
		fmt.Fprintf(w, "%s: examples of %s: %s\n", f.out, o.Profile, counted(counts))
	}
	if o.Into != nil {
		o.printInto(w, f.into)
	}
}

func printChange(w io.Writer, c generate.Change) {
	switch c.Status {
	case generate.StatusChanged:
		fmt.Fprintf(w, "%s: changed, sha256 %s is now %s\n", c.Path, c.Old[:shownSum], c.New[:shownSum])
	case generate.StatusNew, generate.StatusRemoved:
		fmt.Fprintf(w, "%s: %s\n", c.Path, c.Status)
	}
}

func counted(counts map[generate.Status]int) string {
	var parts []string
	for _, s := range []generate.Status{
		generate.StatusNew, generate.StatusChanged, generate.StatusUnchanged, generate.StatusRemoved,
		generate.StatusSkipped,
	} {
		if counts[s] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[s], s))
		}
	}
	return strings.Join(parts, ", ")
}

func (o *outcome) printInto(w io.Writer, root string) {
	counts := map[generate.Status]int{}
	for _, file := range o.Into.Files {
		counts[file.Status]++
		file.Path = filepath.Join(root, file.Path)
		printChange(w, file.Change)
		if file.Reason != "" {
			fmt.Fprintf(w, "%s: skipped, %s\n", file.Path, file.Reason)
		}
		for _, v := range file.Values {
			fmt.Fprintf(w, "    %s: %s is now %s\n", v.Name, short(v.Was), short(v.Now))
		}
	}
	for _, p := range o.Into.Prose {
		printPlace(w, root, p)
	}
	if names := withoutFolded(o.Into.Absent); len(names) > 0 {
		fmt.Fprintf(w, "not in %s, and not added: %s\n", root, strings.Join(names, ", "))
	}
	fmt.Fprintf(w, "%s: examples of %s: %s; %s of prose to edit\n", root, o.Profile, counted(counts),
		cli.Counted(len(o.Into.Prose), "place"))
}

// withoutFolded leaves out the folded forms of files that are in the list themselves.
func withoutFolded(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		plain, folded := strings.CutSuffix(name, generate.FoldedEnding)
		return folded && slices.Contains(names, plain)
	})
}

func printPlace(w io.Writer, root string, p checkout.Place) {
	form := "%s:%d: repeats %s of %s, which is now %s\n"
	if p.Kind == checkout.KindContradiction {
		form = "%s:%d: says %s beside %s, which is %s\n"
	}
	fmt.Fprintf(w, form, filepath.Join(root, p.File), p.Line, short(p.Text), p.Of, short(p.Now))
}

// short quotes a value, or says that there is none.
func short(value string) string {
	if value == "" {
		return "absent"
	}
	if text := []rune(value); len(text) > shownValue {
		value = string(text[:shownValue]) + "..."
	}
	return fmt.Sprintf("%q", value)
}
