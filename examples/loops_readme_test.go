package examples_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// block is a marker in vectors/README.md, which names a file, and the fenced block behind it.
var block = regexp.MustCompile("(?s)<!-- loop: (examples/loops/(\\w+)/\\S+) -->\n```\\w+\n(.*?)```\n")

// TestReadmeLoops keeps the loops that vectors/README.md shows the same as the files that are run.
func TestReadmeLoops(t *testing.T) {
	readme := string(must(os.ReadFile("../vectors/README.md"))(t))
	var shown []string
	for _, m := range block.FindAllStringSubmatch(readme, -1) {
		shown = append(shown, m[2])
		if file := must(os.ReadFile(filepath.Join("..", m[1])))(t); m[3] != string(file) {
			t.Errorf("vectors/README.md shows %s otherwise than it is:\n%s", m[1], m[3])
		}
	}
	slices.Sort(shown)
	if want := languages(t); !slices.Equal(shown, want) {
		t.Errorf("vectors/README.md shows the loops of %q, and there are %q", shown, want)
	}
}

// languages lists the folders of loops, sorted.
func languages(t *testing.T) []string {
	var names []string
	for _, entry := range must(os.ReadDir("loops"))(t) {
		names = append(names, entry.Name())
	}
	return names
}
