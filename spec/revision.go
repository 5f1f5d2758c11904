package spec

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// Mechanism is a part of the protocol that has revisions of its own.
type Mechanism string

// The mechanisms, named as in target files and results.
const (
	MechanismIdentifier Mechanism = "identifier"
	MechanismWIT        Mechanism = "wit"
	MechanismWPT        Mechanism = "wpt"
	MechanismHTTPSig    Mechanism = "httpsig"
	MechanismMTLS       Mechanism = "mtls"
)

// Mechanisms lists every mechanism, in the order of reports.
var Mechanisms = []Mechanism{
	MechanismIdentifier, MechanismWIT, MechanismWPT, MechanismHTTPSig, MechanismMTLS,
}

// Revisions names one revision of each mechanism, such as "wpt-02".
type Revisions struct {
	WIT        string `json:"wit" yaml:"wit"`
	WPT        string `json:"wpt" yaml:"wpt"`
	HTTPSig    string `json:"httpsig" yaml:"httpsig"`
	MTLS       string `json:"mtls" yaml:"mtls"`
	Identifier string `json:"identifier" yaml:"identifier"`
}

// Of gives the revision of one mechanism.
func (r Revisions) Of(m Mechanism) string { return *r.field(m) }

func (r *Revisions) field(m Mechanism) *string {
	switch m {
	case MechanismIdentifier:
		return &r.Identifier
	case MechanismWIT:
		return &r.WIT
	case MechanismWPT:
		return &r.WPT
	case MechanismHTTPSig:
		return &r.HTTPSig
	case MechanismMTLS:
		return &r.MTLS
	}
	panic(fmt.Sprintf("spec: internal error: unknown mechanism %q", m))
}

// column is one entry of revisions/<mechanism>.yaml.
type column struct {
	Revision string    `yaml:"revision"`
	Section  string    `yaml:"section"`
	Facts    yaml.Node `yaml:"facts"`
}

//go:embed revisions/*.yaml
var revisionFiles embed.FS

// columns reads the table of one mechanism; the data are embedded, so a fault in them is a bug.
var columns = func() func(Mechanism) []column {
	var mu sync.Mutex
	read := map[Mechanism][]column{}
	return func(m Mechanism) []column {
		mu.Lock()
		defer mu.Unlock()
		if read[m] == nil {
			read[m] = mustDecode[[]column](revisionFiles, "revisions/"+string(m)+".yaml")
		}
		return read[m]
	}
}()

// RevisionsOf lists the revisions of a mechanism, oldest first.
func RevisionsOf(m Mechanism) []string {
	var names []string
	for _, c := range columns(m) {
		names = append(names, c.Revision)
	}
	return names
}

// position gives the place of a revision among those of a mechanism, or -1.
func position(m Mechanism, revision string) int {
	return slices.IndexFunc(columns(m), func(c column) bool { return c.Revision == revision })
}

// mechanismOf finds the mechanism whose table lists a revision: the one preferred where it does,
// because the s2s-protocol revisions stand in every table.
func mechanismOf(revision string, preferred Mechanism) (Mechanism, bool) {
	if position(preferred, revision) >= 0 {
		return preferred, true
	}
	for _, m := range Mechanisms {
		if position(m, revision) >= 0 {
			return m, true
		}
	}
	return "", false
}

// factsOf adds up the entries of a table down to one revision.
func factsOf[F any](m Mechanism, revision string) F {
	var facts F
	for _, c := range columns(m) {
		if !c.Facts.IsZero() {
			if err := c.Facts.Decode(&facts); err != nil {
				panic(fmt.Sprintf("spec: internal error: %s %s: %v", m, c.Revision, err))
			}
		}
		if c.Revision == revision {
			break
		}
	}
	return facts
}

func mustDecode[T any](files embed.FS, name string) T {
	var out T
	f, err := files.Open(name)
	if err != nil {
		panic("spec: internal error: " + err.Error())
	}
	defer f.Close()
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	if err := dec.Decode(&out); err != nil {
		panic(fmt.Sprintf("spec: internal error: %s: %v", name, err))
	}
	return out
}

// unknownRevision says what is known instead of a revision that is not.
func unknownRevision(m Mechanism, revision string) error {
	return fmt.Errorf("spec: %s has no revision %q; known: %s", m, revision, strings.Join(RevisionsOf(m), ", "))
}
