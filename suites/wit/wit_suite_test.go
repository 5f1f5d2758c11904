package wit_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/suites/live/livetest"
	"github.com/wimsespec/wimsespec/suites/wit"
)

// TestWIT runs the suite under go test or ginkgo.
func TestWIT(t *testing.T) {
	run, title := livetest.Start(t, wit.Mechanism)
	gomega.RegisterFailHandler(ginkgo.Fail)
	wit.Specs(run)
	ginkgo.RunSpecs(t, title)
}
