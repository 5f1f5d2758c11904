package vectors

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/archive"
)

type exportFlags struct {
	profiles    []string
	out, format string
	force       bool
}

func exportCommand() *cobra.Command {
	var f exportFlags
	c := &cobra.Command{
		Use:   "export --out DIR",
		Short: "Packs the vectors of a profile for those who keep a copy of them",
		Long: "Mints and proves the vectors of a profile and writes them as one archive,\n" +
			"wimsespec-vectors-<profile>-<version>.tar.gz, with the files of every mechanism, their\n" +
			"JSON Schema, a page for implementers, the public keys, VERSION, manifest.json and\n" +
			"SHA256SUMS. Its own checksum lies beside it. The same program writes the same bytes;\n" +
			"a build without a version names the archive after what is in it.",
		Example: "  wimsespec vectors export --out dist\n" +
			"  wimsespec vectors export --out dist --profile s2s-07 -o json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	c.Flags().StringArrayVar(&f.profiles, "profile", nil,
		"a profile to pack, or all (default: "+spec.DefaultProfile()+")")
	c.Flags().StringVar(&f.out, "out", "", "the folder to write to; it is made where it is missing")
	c.Flags().BoolVar(&f.force, "force", false, "replace an archive of that name with other content")
	outputFlag(c, &f.format)
	return c
}

// exported is an archive as it is printed.
type exported struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
	archive.Manifest
}

func (f exportFlags) run(cmd *cobra.Command) error {
	if err := checkOutput(f.format); err != nil {
		return err
	}
	if err := f.checkOut(); err != nil {
		return err
	}
	profiles, err := profilesOf(f.profiles, []string{spec.DefaultProfile()})
	if err != nil {
		return err
	}
	sets, err := mintAll(cmd, profiles)
	if err != nil {
		return err
	}
	var written []exported
	for _, set := range sets {
		a := archive.New(set, cli.Version())
		if err := a.Write(f.out, f.force); errors.Is(err, archive.ErrOther) {
			return cli.Usage("%w: replace it with --force, or give another --out", err)
		} else if err != nil {
			return cli.Usage("%w", err)
		}
		written = append(written, exported{filepath.Join(f.out, a.Name), a.Sum(), a.Manifest})
	}
	return f.print(cmd, written)
}

// checkOut refuses what is no place for an archive before the minting, which takes its time.
func (f exportFlags) checkOut() error {
	if f.out == "" {
		return cli.Usage("vectors: say with --out where to write")
	}
	if at, err := os.Stat(f.out); err == nil && !at.IsDir() {
		return cli.Usage("vectors: --out is %q, which is a file: name a folder", f.out)
	}
	return nil
}

func (f exportFlags) print(cmd *cobra.Command, written []exported) error {
	if f.format == "json" {
		return cli.PrintJSON(cmd.OutOrStdout(), written)
	}
	for _, e := range written {
		vectors, observations := 0, 0
		for _, file := range e.Files {
			vectors += file.Vectors
			observations += file.Observations
		}
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s, sha256 %s\n", e.Path,
			cli.Counted(vectors, "vector"), cli.Counted(observations, "observation"), e.SHA256)
	}
	return nil
}
