package draft

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// sourced is a line with its number in the document; lines of an include have the number of the
// line that includes them.
type sourced struct {
	text string
	line int
}

// included matches what kramdown-rfc reads in place of the line. What stands behind the first
// hyphen, such as "-fold69", is how it prints the text: that changes nothing of what it says.
var included = regexp.MustCompile(`^\{::include((?:-[a-z0-9]+)*) +(\S+) *\}$`)

// include gives the lines of a source with its includes in their places.
func include(path, text string) ([]sourced, error) {
	var lines []sourced
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		m := included.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			lines = append(lines, sourced{line, i + 1})
			continue
		}
		content, err := readBelow(filepath.Dir(path), m[2])
		if err != nil {
			return nil, fmt.Errorf("line %d: the include %s cannot be read from the folder of the document: %w",
				i+1, m[2], err)
		}
		for l := range strings.SplitSeq(strings.TrimSuffix(string(content), "\n"), "\n") {
			lines = append(lines, sourced{strings.TrimSuffix(l, "\r"), i + 1})
		}
	}
	return lines, nil
}

// readBelow reads a file that lies in a folder or below it, so that a document of other people shows
// nothing else.
func readBelow(dir, name string) ([]byte, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	return root.ReadFile(filepath.FromSlash(name))
}

func itoa(n int) string { return strconv.Itoa(n) }
