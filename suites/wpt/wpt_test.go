package wpt_test

import (
	"testing"

	"github.com/wimsespec/wimsespec/suites/live/livetest"
	"github.com/wimsespec/wimsespec/suites/wpt"
)

// TestWPT runs the suite under go test or ginkgo.
func TestWPT(t *testing.T) { livetest.Run(t, wpt.Mechanism, wpt.Specs) }
