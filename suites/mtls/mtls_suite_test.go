package mtls_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/suites/live/livetest"
	"github.com/wimsespec/wimsespec/suites/mtls"
)

// TestMTLS runs the suite under go test or ginkgo.
func TestMTLS(t *testing.T) {
	run, title := livetest.Start(t, mtls.Mechanism)
	gomega.RegisterFailHandler(ginkgo.Fail)
	mtls.Specs(run)
	ginkgo.RunSpecs(t, title)
}
