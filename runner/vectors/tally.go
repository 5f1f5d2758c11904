package vectors

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/minted"
	"github.com/wimsespec/wimsespec/vectors/recipes"
	"github.com/wimsespec/wimsespec/vectors/schema"
)

// tally adds up what a check found.
type tally struct {
	vectors, observations int
	verifications         int64
	proving               time.Duration
	failures              []string
}

// recipes validates the recipe files.
func (t *tally) recipes() {
	names, err := fs.Glob(recipes.Files, "*.yaml")
	t.fail(err)
	for _, name := range names {
		text, err := recipes.Files.ReadFile(name)
		t.fail(err)
		t.fail(schema.Recipes(path.Join("vectors/recipes", name), text))
	}
}

// profile proves one profile and adds its line to the table.
func (t *tally) profile(
	table io.Writer, p *spec.Profile, book *forge.Recipes, dir string,
) error {
	began, failed := time.Now(), len(t.failures)
	set, err := minted.Mint(p, book)
	if err != nil {
		return err
	}
	t.proving += time.Since(began)
	t.fail(errors.Join(set.Failures()...))
	vectors, observations := 0, 0
	for _, file := range set.Files {
		vectors, observations = vectors+len(file.Vectors), observations+len(file.Observations)
		t.fail(schema.Vectors(minted.PathOf("", file), minted.Encode(file)))
	}
	if err := t.compare(set, dir); err != nil {
		return err
	}
	t.vectors, t.observations = t.vectors+vectors, t.observations+observations
	t.verifications += set.Verifications
	_, err = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t\n",
		p.Name, vectors, observations, set.Verifications, len(t.failures)-failed)
	return err
}

// compare looks at the files of a profile that belongs in the folder, or lies there.
func (t *tally) compare(set *minted.Set, dir string) error {
	name := set.Profile.Name
	if dir == "" || !slices.Contains(minted.Tree, name) && !hasFolder(dir, name) {
		return nil
	}
	differences, err := set.Compare(dir)
	for _, d := range differences {
		t.failures = append(t.failures, d.String())
	}
	return err
}

// fail notes an error, each of whose lines is a failure of its own.
func (t *tally) fail(err error) {
	if err != nil {
		t.failures = append(t.failures, linesOf(err)...)
	}
}

// conclude lists the failures and adds up.
func (t *tally) conclude(out io.Writer) error {
	if t.vectors == 0 {
		t.failures = append(t.failures, "vectors: nothing was proved")
	}
	for _, failure := range t.failures {
		fmt.Fprintln(out, failure)
	}
	seconds := t.proving.Seconds()
	fmt.Fprintf(out, "%s, %s, %s in %.1f s (%.0f a second), %s\n", cli.Counted(t.vectors, "vector"),
		cli.Counted(t.observations, "observation"), cli.Counted(t.verifications, "verification"), seconds,
		float64(t.verifications)/seconds, cli.Counted(len(t.failures), "failure"))
	if len(t.failures) > 0 {
		return cli.Exit{Status: cli.NotMet}
	}
	return nil
}
