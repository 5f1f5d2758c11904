package wpt_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/suites/live/livetest"
	"github.com/wimsespec/wimsespec/suites/wpt"
)

// TestWPT runs the suite under go test or ginkgo.
func TestWPT(t *testing.T) {
	run, title := livetest.Start(t, wpt.Mechanism)
	gomega.RegisterFailHandler(ginkgo.Fail)
	wpt.Specs(run)
	ginkgo.RunSpecs(t, title)
}
