// Command wimsespec puts implementations of the IETF WIMSE drafts to the test.
package main

import (
	"os"

	"github.com/wimsespec/wimsespec/runner"
)

func main() {
	os.Exit(runner.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
