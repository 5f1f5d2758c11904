// Package live makes a plan for the harness out of recipes and of what a target claims, and runs it
// as Ginkgo specs. Start with [Plan] and [Specs]; the suites beside this package each register the
// specs of one mechanism.
package live
