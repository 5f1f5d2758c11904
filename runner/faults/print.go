package faults

import (
	"bytes"
	"fmt"
	"io"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/faults"
)

const rowFormat = "%-34s %-10s %7v %8v  %s\n"

// printTables prints a table for each profile, and its score.
func printTables(w io.Writer, all []report, verbose bool) error {
	var out bytes.Buffer
	for _, r := range all {
		fmt.Fprintf(&out, "Faults of the reference in profile %s\n\n", r.Profile)
		fmt.Fprintf(&out, rowFormat, "FAULT", "VERDICT", "NOTICED", "WRONGLY", "BY")
		for _, f := range r.Faults {
			printRow(&out, f, verbose)
		}
		fmt.Fprintf(&out, "\n%s\n\n", score(r.Faults))
	}
	_, err := w.Write(bytes.TrimSuffix(out.Bytes(), []byte("\n")))
	return err
}

func printRow(w io.Writer, f faults.Result, verbose bool) {
	by := f.Reason
	if len(f.Noticed) > 0 && by == "" {
		by = f.Noticed[0]
	}
	fmt.Fprintf(w, rowFormat, f.Name, f.Verdict, len(f.Noticed), len(f.Disturbed), by)
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
	const format = "%-10s %7v %11v %8v %5v %8v %7v %10v\n"
	fmt.Fprintf(&out, format, "PROFILE", "FAULTS", "TOO STRICT", "NOTICED", "OPEN", "EXCUSED", "MISSED", "DISTURBED")
	for _, r := range all {
		n, strict := counts(r.Faults)
		fmt.Fprintf(&out, format, r.Profile, len(r.Faults), strict, n[faults.Noticed], n[faults.Open],
			n[faults.Excused], n[faults.Missed]+n[faults.Needless], n[faults.Disturbed])
	}
	_, err := w.Write(out.Bytes())
	return err
}

// counts gives how many results have each verdict, and how many are of faults that refuse too much.
func counts(results []faults.Result) (n map[faults.Verdict]int, strict int) {
	n = map[faults.Verdict]int{}
	for _, r := range results {
		n[r.Verdict]++
		if r.Fault.Strict() {
			strict++
		}
	}
	return n, strict
}

// score counts the verdicts, and says what part of the faults was noticed.
func score(results []faults.Result) string {
	n, strict := counts(results)
	told := len(results) - n[faults.Excused] - n[faults.Open]
	text := fmt.Sprintf("%d of %s noticed", n[faults.Noticed], cli.Counted(told, "fault"))
	if told > 0 {
		text += fmt.Sprintf(" (%.1f %%)", 100*float64(n[faults.Noticed])/float64(told))
	}
	return text + fmt.Sprintf("; %d missed, %d disturbed others, %d needlessly excused; besides, %d excused "+
		"and %d left open by the texts. %d of all refuse too much.",
		n[faults.Missed], n[faults.Disturbed], n[faults.Needless], n[faults.Excused], n[faults.Open], strict)
}
