package draft

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Read reads a document from a file, or from a folder that has a file for each of its figures.
func Read(path string) (*Document, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	if info.IsDir() {
		return readFolder(os.DirFS(path), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("draft: %w", err)
	}
	return Parse(path, text)
}

// Parse reads a document from its text; path is where its includes are looked for.
func Parse(path string, text []byte) (*Document, error) {
	if bytes.IndexByte(text, 0) >= 0 {
		return nil, fmt.Errorf("draft: %s: is not a text: it holds a zero byte", path)
	}
	text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	d := &Document{Path: path, Form: formOf(path, text)}
	read := map[Form]func(*Document, string) error{
		FormKramdown: readKramdown, FormText: readText, FormXML: readXML, FormFigure: readFigure,
	}[d.Form]
	if err := read(d, string(text)); err != nil {
		return nil, fmt.Errorf("draft: %s: %w", path, err)
	}
	return d, nil
}

var (
	xmlStart   = regexp.MustCompile(`(?s)^\s*(<\?xml|<!DOCTYPE|<rfc)`)
	sourceLine = regexp.MustCompile(`(?m)^--- (abstract|middle|back)$|^#+ |^ {0,3}(~~~|\x60\x60\x60)`)
	sectioned  = regexp.MustCompile(`(?m)^(Abstract$|[0-9]+\.  ?\S)`)
)

// formOf recognises the form by the text; its name decides where the text does not.
func formOf(path string, text []byte) Form {
	switch extension := strings.ToLower(filepath.Ext(path)); {
	case xmlStart.Match(text):
		return FormXML
	case sourceLine.Match(text), extension == ".md", extension == ".mkd":
		return FormKramdown
	case sectioned.Match(text):
		return FormText
	}
	return FormFigure
}

func readFigure(d *Document, text string) error {
	d.Add(figureOf(filepath.Base(d.Path), text))
	return nil
}

// figureOf makes a figure of a file. What it shows stands in the first extension, such as that of
// wit.txt.out in a folder of the drafts' repository.
func figureOf(name, text string) Figure {
	return Figure{Title: name, Line: 1, Type: strings.TrimPrefix(filepath.Ext(name), "."), Printed: text}
}
