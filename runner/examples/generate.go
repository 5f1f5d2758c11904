package examples

import (
	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/examples/checkout"
	"github.com/wimsespec/wimsespec/examples/generate"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
)

type generateFlags struct {
	profile, scenario, keys, out, into, format string
	force                                      bool
}

func generateCommand() *cobra.Command {
	var f generateFlags
	c := &cobra.Command{
		Use:   "generate",
		Short: "Makes every example file of a profile from one scenario",
		Long: "Makes the example files of the drafts from one scenario, so that tokens, hashes,\n" +
			"requests and responses agree across the documents. The reference accepts all of them\n" +
			"before anything is written. The same scenario and keys give the same bytes.\n\n" +
			"--out writes them into a folder: a new one, an empty one, or one that this command\n" +
			"wrote before. --into updates those that a checkout of the drafts has, wherever they\n" +
			"lie in it, and lists the prose that repeats a value which is another one now. Prose is\n" +
			"not edited, and no file is added to a checkout.",
		Example: "  wimsespec examples generate --profile latest --out out/examples\n" +
			"  wimsespec examples generate --scenario mine.yaml --keys ../keys --into ../drafts",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	flags := c.Flags()
	flags.StringVar(&f.profile, "profile", spec.DefaultProfile(), "the profile")
	flags.StringVar(&f.scenario, "scenario", "",
		"scenario file (default: the one that the command scenario prints)")
	flags.StringVar(&f.keys, "keys", "",
		"folder with private keys as JWK files, such as issuer.jwk\n"+
			"(default for each: a published test key)")
	flags.StringVar(&f.out, "out", "", "the folder to write to")
	flags.StringVar(&f.into, "into", "", "a checkout of the drafts to update")
	flags.BoolVar(&f.force, "force", false, "write into a folder that holds other files")
	flags.StringVarP(&f.format, "output", "o", "text", "what to print: text or json")
	c.MarkFlagsOneRequired("out", "into")
	return c
}

// outcome is what the command prints.
type outcome struct {
	Profile   string         `json:"profile"`
	Revisions spec.Revisions `json:"revisions"`
	// Keys are the files of the keys that were given, by name.
	Keys map[string]string `json:"keys"`
	Out  []generate.Change `json:"out,omitempty"`
	Into *checkout.Report  `json:"into,omitempty"`
}

func (f generateFlags) run(cmd *cobra.Command) error {
	if err := cli.CheckOutput(f.format); err != nil {
		return err
	}
	p, err := spec.Lookup(f.profile)
	if err != nil {
		return cli.Usage("%w", err)
	}
	o := &outcome{Profile: p.Name, Revisions: p.Revisions, Keys: map[string]string{}}
	files, err := f.make(p, o)
	if err != nil {
		return cli.Usage("%w", err)
	}
	if err := f.write(p, files, o); err != nil {
		return cli.Usage("%w", err)
	}
	if f.format == "json" {
		return cli.PrintJSON(cmd.OutOrStdout(), o)
	}
	o.print(cmd.OutOrStdout(), f)
	return nil
}

func (f generateFlags) make(p *spec.Profile, o *outcome) (generate.Files, error) {
	s := scenario.Default()
	if f.scenario != "" {
		var err error
		if s, err = scenario.Load(f.scenario); err != nil {
			return nil, err
		}
	}
	keys, err := scenario.ReadKeys(s, f.keys)
	if err != nil {
		return nil, err
	}
	for name, key := range keys {
		if key.File != "" {
			o.Keys[name] = key.File
		}
	}
	return generate.Make(p, s, keys)
}

func (f generateFlags) write(p *spec.Profile, files generate.Files, o *outcome) (err error) {
	if f.out != "" {
		if o.Out, err = files.Save(f.out, p, f.force); err != nil {
			return err
		}
	}
	if f.into != "" {
		o.Into, err = checkout.Update(f.into, files)
	}
	return err
}
