package scenario_test

import (
	"strings"
	"testing"

	"github.com/wimsespec/wimsespec/examples"
	"github.com/wimsespec/wimsespec/examples/scenario"
	"github.com/wimsespec/wimsespec/reference/fuzztest"
)

// FuzzParse holds that a scenario is read or refused in lines that can be printed, whatever it is.
func FuzzParse(f *testing.F) {
	f.Add(examples.Scenario())
	f.Add([]byte("trust_domain: [\n"))
	f.Add([]byte("a: &a [*a]\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Parse("s.yaml", text)
		if err == nil && s == nil {
			t.Error("neither a scenario nor an error")
		}
		if err != nil {
			for _, line := range strings.Split(err.Error(), "\n") {
				fuzztest.Printable(t, line)
			}
		}
	})
}
