package keywords_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/spec/internal/keywords"
)

const draft = `---
title: "A draft that MUST NOT count here"
--- abstract
Nor MUST the abstract.
--- middle
# Introduction
<!-- An editor's note: it MUST go. -->
Nothing is said yet.

The key words "MUST" and "MAY" are to be read as in BCP 14.

# Tea {#tea}
## Water
Water MUST be hot, e.g. Boiling, and
MUST
NOT be salted. It is NOT poured cold. Cups SHOULD
be warm.

* ` + "`milk`" + `: MAY be added
* Sugar is NOT RECOMMENDED

> A quoted rule SHALL
> hold.

~~~ example
A figure MUST NOT count.
~~~

| Lemon | is OPTIONAL |

# 7. Cake
Cake is REQUIRED.

--- back
# History
Biscuits are RECOMMENDED.
`

// A sentence is found whatever the lines and lists around it, under the number of its section.
func TestRead(t *testing.T) {
	var got []string
	for _, s := range keywords.Read(draft) {
		got = append(got, fmt.Sprintf("%s %s: %s", s.Section, strings.Join(s.Words, ", "), s.Text))
	}
	want := []string{
		"2.1 MUST, MUST NOT: Water MUST be hot, e.g. Boiling, and MUST NOT be salted.",
		"2.1 SHOULD: Cups SHOULD be warm.",
		"2.1 MAY: `milk`: MAY be added",
		"2.1 NOT RECOMMENDED: Sugar is NOT RECOMMENDED",
		"2.1 SHALL: A quoted rule SHALL hold.",
		"2.1 OPTIONAL: Lemon | is OPTIONAL |",
		"7 REQUIRED: Cake is REQUIRED.",
		"A RECOMMENDED: Biscuits are RECOMMENDED.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The hash changes with the sentence and with nothing else.
func TestHash(t *testing.T) {
	hash := func(text string) string { return keywords.Read(text)[0].Hash }
	one := hash("# A\nTea MUST be hot. So be it.")
	if len(one) != 8 || one != hash("# B\n# C\n\n* Tea  MUST\n  be hot.\n") {
		t.Errorf("the same sentence elsewhere is not %s", one)
	}
	if one == hash("# A\nTea MUST be cold.") {
		t.Error("another sentence has the same hash")
	}
}

func TestWriteGivesBackWhatWasCounted(t *testing.T) {
	want := []spec.Text{keywords.Document("tea-00", keywords.Read(draft))}
	var out bytes.Buffer
	if err := keywords.Write(&out, want); err != nil {
		t.Fatal(err)
	}
	var got []spec.Text
	if err := yaml.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || got[0].Sections[0].Count["MUST NOT"] != 1 {
		t.Errorf("got %v, want %v, from\n%s", got, want, out.String())
	}
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	if _, err := keywords.Load(t.TempDir(), "tea-00"); err == nil || !strings.Contains(err.Error(), "tea-00") {
		t.Errorf("got %v", err)
	}
}
