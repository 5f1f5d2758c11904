package httpsig_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/suites/httpsig"
	"github.com/wimsespec/wimsespec/suites/live/livetest"
)

// TestHTTPSig runs the suite under go test or ginkgo.
func TestHTTPSig(t *testing.T) {
	run, title := livetest.Start(t, httpsig.Mechanism)
	gomega.RegisterFailHandler(ginkgo.Fail)
	httpsig.Specs(run)
	ginkgo.RunSpecs(t, title)
}
