package vectors

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/reference/recipient"
	"github.com/wimsespec/wimsespec/reference/trust"
	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/prove"
	"github.com/wimsespec/wimsespec/vectors/schema"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// opened is a file with what is needed to judge it.
type opened struct {
	path  string
	file  vector.File
	judge prove.Judge
}

// files gives every vector of the files to the reference. All files are read before one is judged.
func (f checkFlags) files(cmd *cobra.Command, paths []string) error {
	if len(f.profiles) > 0 || f.dir != "" {
		return cli.Usage("vectors: files name their own profile: leave --profile and --dir away")
	}
	var read []opened
	var unread []string
	for _, path := range paths {
		file, err := openVectors(path)
		if err != nil {
			unread = append(unread, linesOf(err)...)
		}
		read = append(read, file)
	}
	if len(unread) > 0 {
		return cli.Usage("%s", strings.Join(unread, "\n"))
	}
	disagreements := 0
	for _, file := range read {
		found := file.disagreements()
		disagreements += len(found)
		fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s, %s\n", file.path,
			cli.Counted(len(file.file.Vectors), "vector"),
			cli.Counted(len(file.file.Observations), "observation"),
			cli.Counted(len(found), "disagreement"))
		for _, d := range found {
			fmt.Fprintln(cmd.OutOrStdout(), d)
		}
	}
	if disagreements > 0 {
		return cli.Exit{Status: cli.NotMet}
	}
	return nil
}

// openVectors reads and validates a file.
func openVectors(path string) (opened, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return opened{path: path}, fmt.Errorf("vectors: %w", err)
	}
	return parseVectors(path, text)
}

// parseVectors is openVectors for a text that has been read; the path stands in errors.
func parseVectors(path string, text []byte) (opened, error) {
	f := opened{path: path}
	if err := schema.Vectors(path, text); err != nil {
		return f, err
	}
	if err := json.Unmarshal(text, &f.file); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	p, err := spec.Lookup(f.file.Profile)
	if err != nil {
		return f, fmt.Errorf("%s: /profile: %w", path, err)
	}
	if has := p.Revisions.Of(spec.Mechanism(f.file.Mechanism)); has != f.file.Revision {
		return f, fmt.Errorf("%s: /revision: profile %s has %s", path, p.Name, has)
	}
	domains, err := trust.Load(f.file.TrustDomains)
	if err != nil {
		return f, fmt.Errorf("%s: /trust_domains: %w", path, err)
	}
	f.judge = prove.Judge{Profile: p, Domains: domains}
	return f, nil
}

// disagreements lists where the reference does something else than a file says.
func (f opened) disagreements() []string {
	var found []string
	for list, vectors := range [][]vector.Vector{f.file.Vectors, f.file.Observations} {
		for i, v := range vectors {
			name := []string{"vectors", "observations"}[list]
			place := fmt.Sprintf("%s: /%s/%d: %s", f.path, name, i, v.ID)
			verdicts, err := f.judge.Steps(v)
			if err != nil {
				found = append(found, fmt.Sprintf("%s: %v", place, err))
				continue
			}
			for _, d := range disagreementsOf(v, verdicts) {
				found = append(found, place+": "+d)
			}
		}
	}
	return found
}

func disagreementsOf(v vector.Vector, verdicts []prove.Verdict) []string {
	var found []string
	for i, got := range verdicts {
		step := v.Steps[i]
		if step.Expect != "" && got.Result != step.Expect {
			found = append(found,
				fmt.Sprintf("step %d: %s, expected is %s", i+1, said(got), step.Expect))
		} else if c := complaint(step, got); c != "" {
			found = append(found, fmt.Sprintf("step %d: the reference's answer departs: %s", i+1, c))
		}
	}
	refused := slices.ContainsFunc(verdicts, func(d prove.Verdict) bool {
		return d.Result == vector.Reject
	})
	if len(found) == 0 && refused != (v.Result == vector.Reject) {
		found = append(found, fmt.Sprintf("the result is %s, and the reference differs", v.Result))
	}
	return found
}

// complaint says what the reference's answer lacks of what a step asks of it, or "".
func complaint(s vector.Step, got prove.Verdict) string {
	if s.Answer == nil || s.Request == nil {
		return ""
	}
	return s.Answer.Complaint(got.Answer, s.Request.Fields, recipient.CallerField)
}

// said words a verdict.
func said(got prove.Verdict) string { return "the reference " + cli.Verdict(got) }

// linesOf splits an error that stands for several.
func linesOf(err error) []string { return strings.Split(err.Error(), "\n") }
