// Package reports holds the results of a run, and every form in which they are read.
//
// Start with [Build]: it takes what a run observed, case by case, and gives [Results], with a
// verdict on every requirement in force and on the run. [Write] puts them into a folder, in each
// format there is; [Terminal] prints them for people. The JSON form is described by
// results.schema.json, which [Schema] gives.
//
// Text that came from a target is never printed as it came: see [Printable].
package reports
