package faults

import (
	"bytes"
	"fmt"
	"io"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/faults"
)

const rowFormat = "%-*s %-10s %7v %8v  %s\n"

// printTables prints a table for each profile, and its score.
func printTables(w io.Writer, all []report, verbose bool) error {
	var out bytes.Buffer
	for _, r := range all {
		fmt.Fprintf(&out, "Faults of the reference in profile %s\n\n", r.Profile)
		width := 0
		for _, f := range r.Faults {
			width = max(width, len(f.Name))
		}
		fmt.Fprintf(&out, rowFormat, width, "FAULT", "VERDICT", "NOTICED", "WRONGLY", "BY")
		for _, f := range r.Faults {
			printRow(&out, f, width, verbose)
		}
		fmt.Fprintf(&out, "\n%s\n\n", score(r.Faults))
	}
	_, err := w.Write(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
	return err
}

func printRow(w io.Writer, f faults.Result, width int, verbose bool) {
	by := f.Reason
	if len(f.Noticed) > 0 && by == "" {
		by = f.Noticed[0]
	}
	fmt.Fprintf(w, rowFormat, width, f.Name, f.Verdict, len(f.Noticed), len(f.Disturbed), by)
	if verbose {
		printLines(w, "noticed by", f.Noticed[min(1, len(f.Noticed)):])
	}
	if !f.OK() {
		printLines(w, "not noticed by", f.Missed)
		printLines(w, "without reason", f.Disturbed)
	}
}

func printLines(w io.Writer, label string, lines []string) {
	for _, l := range lines {
		for i, part := range cli.Folded(label+" "+l, cli.PageWidth-4) {
			fmt.Fprintf(w, "%*s%s\n", 4+2*min(i, 1), "", part)
		}
	}
}

// printTotals prints one line for each profile.
func printTotals(w io.Writer, all []report) error {
	var out bytes.Buffer
	const format = "%-10s %7v %5v %11v %8v %5v %8v %7v %10v\n"
	fmt.Fprintf(&out, format, "PROFILE", "FAULTS", "BENT", "TOO STRICT", "NOTICED", "OPEN", "EXCUSED", "MISSED",
		"DISTURBED")
	for _, r := range all {
		n := count(r.Faults)
		fmt.Fprintf(&out, format, r.Profile, len(r.Faults), n.bent, n.strict, n.of[faults.Noticed],
			n.of[faults.Open], n.of[faults.Excused], n.of[faults.Missed]+n.of[faults.Needless],
			n.of[faults.Disturbed])
	}
	_, err := w.Write(out.Bytes())
	return err
}

// numbers say how many results have each verdict, how many are of faults that refuse too much, and how
// many of checks that are bent.
type numbers struct {
	of           map[faults.Verdict]int
	strict, bent int
}

func count(results []faults.Result) numbers {
	n := numbers{of: map[faults.Verdict]int{}}
	for _, r := range results {
		n.of[r.Verdict]++
		switch {
		case r.Fault.Strict():
			n.strict++
		case r.Fault.Bent():
			n.bent++
		}
	}
	return n
}

// score counts the verdicts, and says what part of the faults was noticed.
func score(results []faults.Result) string {
	n := count(results)
	told := len(results) - n.of[faults.Excused] - n.of[faults.Open]
	text := fmt.Sprintf("%d of %s noticed", n.of[faults.Noticed], cli.Counted(told, "fault"))
	if told > 0 {
		text += fmt.Sprintf(" (%.1f %%)", 100*float64(n.of[faults.Noticed])/float64(told))
	}
	return text + fmt.Sprintf("; %d missed, %d disturbed others, %d needlessly excused; besides, %d excused "+
		"and %d left open by the texts. %d of all are bent checks, %d refuse too much.", n.of[faults.Missed],
		n.of[faults.Disturbed], n.of[faults.Needless], n.of[faults.Excused], n.of[faults.Open], n.bent, n.strict)
}
