package subjects

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reference/kit"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/target"
	"github.com/wimsespec/wimsespec/vectors/keys"
)

// kitFlags are the flags of kit, as they were given.
type kitFlags struct {
	target, profile string
	fresh           bool
}

// KitCommand is the command that writes kits.
func KitCommand() *cobra.Command {
	var f kitFlags
	cmd := &cobra.Command{
		Use:   "kit DIR",
		Short: "Writes the kit with which an implementation is configured for a run",
		Long: "Writes trust anchors and credentials into a folder: kit.json, and the same as separate " +
			"files.\nThe keys are published test keys that everybody knows, unless --fresh makes new " +
			"ones; then\nthe folder is for its owner alone, and `wimsespec run --kit DIR` mints with the " +
			"same keys.\n\nA folder that holds anything but a kit of ours is never written to.",
		Example: "  wimsespec kit ./kit\n  wimsespec kit --target acme.yaml --fresh ./kit",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := writeKit(args[0], f); err != nil {
				return cli.Usage("%w", err)
			}
			fmt.Fprintln(cmd.OutOrStdout(), filepath.Join(args[0], kit.File))
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "",
		"target file, whose URL, audience and profile the kit takes over")
	flags.StringVar(&f.profile, "profile", "", "profile (default "+spec.DefaultProfile()+")")
	flags.BoolVar(&f.fresh, "fresh", false, "make new keys in place of the published test keys")
	return cmd
}

func writeKit(dir string, f kitFlags) error {
	t := &target.Target{Profile: f.profile, IdentifierScheme: "wimse"}
	if f.target != "" {
		var err error
		if t, err = target.Load(f.target); err != nil {
			return err
		}
	}
	if f.profile != "" {
		t.Profile, t.Revisions = f.profile, spec.Revisions{}
	}
	profile, err := t.ProfileOf()
	if err != nil {
		return err
	}
	ring := keys.Published()
	if f.fresh {
		if ring, err = keys.Generate(); err != nil {
			return err
		}
	}
	k, err := KitFor(profile, ring, t)
	if err != nil {
		return err
	}
	if err := k.Save(dir); err != nil {
		return err
	}
	if !f.fresh { // those of a fresh kit that was there before do not go with this one
		return forget(filepath.Join(dir, suiteKeys))
	}
	return ring.Save(filepath.Join(dir, suiteKeys), "Private keys of the test issuers of this kit.")
}

func forget(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("kit: %w", err)
	}
	return nil
}
