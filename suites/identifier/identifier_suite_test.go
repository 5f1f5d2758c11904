package identifier_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/suites/identifier"
	"github.com/wimsespec/wimsespec/suites/live/livetest"
)

// TestIdentifier runs the suite under go test or ginkgo.
func TestIdentifier(t *testing.T) {
	run, title := livetest.Start(t, identifier.Mechanism)
	gomega.RegisterFailHandler(ginkgo.Fail)
	identifier.Specs(run)
	ginkgo.RunSpecs(t, title)
}
