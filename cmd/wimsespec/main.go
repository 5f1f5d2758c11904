// Command wimsespec tells whether an implementation of WIMSE workload authentication is right.
package main

import (
	"os"

	"github.com/wimsespec/wimsespec/runner"
)

func main() {
	os.Exit(runner.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
