package wimsespec_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
)

// readers are the functions with which code of this module begins to read bytes.
var readers = []string{
	"json.Unmarshal", "json.NewDecoder", "yaml.Unmarshal", "yaml.NewDecoder", "x509.ParseCertificate",
	"asn1.Unmarshal", "http.ReadResponse", "httpsfv.UnmarshalDictionary", "httpsfv.UnmarshalItem",
	"jose.Parse", "jose.ParseObject",
}

// ownBytes says of packages without a fuzz target why what they read is nobody else's, or where the
// target is that goes through them.
var ownBytes = map[string]string{
	"examples":                   "reads its own files",
	"examples/generate":          "reads the manifest that it wrote and the tokens that it made",
	"examples/survey":            "reads its embedded data",
	"examples/loops/go":          "a loop to read, over the vectors of this module",
	"examples/targets/go-spiffe": "reads the kit that the suite wrote for it",
	"reference/fuzztest":         "reads the vectors of this module",
	"reference/wit":              "FuzzSignedTokens of reference/recipient, and FuzzParse of reference/jose",
	"runner/bench":               "reads what the command itself has made",
	"runner/run":                 "FuzzJournal of suites/harness reads the line; it is a string map of the suite's own",
	"runner/explain/wire":        "shows vectors that this program minted",
	"spec":                       "reads its embedded data",
	"suites/faults":              "reads its embedded data",
	"vectors/keys":               "reads its embedded keys, and the keys that it saved itself",
	"vectors/schema":             "FuzzVectors of runner/vectors, and the recipes of this module",
}

// TestEveryReaderHasAFuzzTarget looks for calls that read bytes, and for a fuzz target in the package.
func TestEveryReaderHasAFuzzTarget(t *testing.T) {
	t.Parallel()
	reads, fuzzed := map[string]string{}, map[string]bool{}
	for name, file := range sources(t) {
		dir := path.Dir(name)
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				fuzzed[dir] = fuzzed[dir] || strings.HasPrefix(n.Name.Name, "Fuzz") && strings.HasSuffix(name, "_test.go")
			case *ast.SelectorExpr:
				x, _ := n.X.(*ast.Ident)
				if x != nil && !strings.HasSuffix(name, "_test.go") && slices.Contains(readers, x.Name+"."+n.Sel.Name) {
					reads[dir] = x.Name + "." + n.Sel.Name
				}
			}
			return true
		})
	}
	for _, dir := range slices.Sorted(maps.Keys(reads)) {
		if !fuzzed[dir] && ownBytes[dir] == "" {
			t.Errorf("%s reads bytes with %s and has no fuzz target", dir, reads[dir])
		}
	}
	for dir := range ownBytes {
		if reads[dir] == "" || fuzzed[dir] {
			t.Errorf("%s is excused and needs no excuse", dir)
		}
	}
}

// sources parses every Go file of this module and of those nested in it.
func sources(t *testing.T) map[string]*ast.File {
	t.Helper()
	files := map[string]*ast.File{}
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || path.Ext(name) != ".go" {
			return err
		}
		text, err := os.ReadFile(name)
		if err == nil {
			files[name], err = parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
