package harness

import "github.com/wimsespec/wimsespec/reports"

// Printable makes text that anybody may have written safe to show on one line; more than limit
// characters are shortened, and a limit below 1 is none. Escaping has its one place in
// [reports.Printable].
func Printable(s string, limit int) string { return reports.Printable(s, limit) }
