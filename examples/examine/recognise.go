package examine

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wimsespec/wimsespec/examples/draft"
	"github.com/wimsespec/wimsespec/spec"
)

// Recognise finds out which revision a document is: by the name that it gives itself, by that of
// its file, or where it is a draft that is still being written, as the newest one. A folder of
// figures is no document: people keep there what other documents include as well.
func Recognise(d *draft.Document) (spec.Document, bool) {
	if d.Form == draft.FormFolder {
		return spec.Document{}, false
	}
	base := filepath.Base(d.Path)
	for _, name := range []string{d.Name, strings.TrimSuffix(base, filepath.Ext(base)), base} {
		if strings.HasSuffix(name, "-latest") || name == "" {
			continue
		}
		if found, ok := spec.FindDocument(name); ok {
			return found, true
		}
	}
	return spec.FindDocument(d.Name)
}

// Judge examines a document by a revision: the one that is given, such as "wpt-02" or a profile such
// as "latest+http-signature-06", or where that is empty the one that it is recognised as.
func Judge(d *draft.Document, revision string, others []*draft.Document) (Report, error) {
	found, ok := Recognise(d)
	if revision != "" {
		found, ok = spec.FindDocument(revision)
	}
	profile := found.Profile
	if revision != "" && !ok {
		profile = revision
	}
	o := Options{Others: others}
	if ok || revision != "" {
		p, err := spec.Lookup(profile)
		if err != nil {
			return Report{}, fmt.Errorf("examine: %q is neither a document nor a profile: %w", revision, err)
		}
		o.Profile = p
	}
	report := Examine(d, o)
	report.Revision, report.Profile = found.Revision(), profile
	return report, nil
}
