// Package runner is the command line: one file for each command. Start with [Main], then root.go.
package runner
