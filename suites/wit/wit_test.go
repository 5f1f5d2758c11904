package wit_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/suites/live/livetest"
	"github.com/wimsespec/wimsespec/suites/wit"
)

// TestWIT runs the suite under go test or ginkgo.
func TestWIT(t *testing.T) { livetest.Run(t, wit.Mechanism, wit.Specs) }
