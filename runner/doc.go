// Package runner is the command line. Start with [Main], then root.go; the packages below it hold
// the commands, and cli what these share.
package runner
