package reports

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestTerminal(t *testing.T) {
	for name, page := range map[string]struct {
		results *Results
		options Options
	}{
		"fail":        {failing(), Options{Out: "out/2026-01-01"}},
		"verbose":     {failing(), Options{Verbose: true}},
		"narrow":      {failing(), Options{Width: 60}},
		"colour":      {failing(), Options{Colour: true}},
		"pass":        {passing(), Options{Out: "out"}},
		"vague":       {vague(), Options{}},
		"unreachable": {unreachable(), Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := printed(t, page.results, page.options)
			golden(t, filepath.Join("testdata", name+".txt"), got)
			for i, line := range strings.Split(got, "\n") {
				if strings.TrimRight(line, " ") != line {
					t.Errorf("line %d ends in spaces: %q", i+1, line)
				}
			}
			if !strings.HasSuffix(got, "\n") || strings.HasSuffix(got, "\n\n") {
				t.Error("the output does not end in one line break")
			}
			if strings.Contains(got, "\x1b") != page.options.Colour {
				t.Error("colour and the wish for it do not agree")
			}
		})
	}
}

func printed(t *testing.T, r *Results, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Terminal(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (go test ./reports -update writes it anew):\n%s", path, got)
	}
}
