package run

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/extensions/globals"
	"github.com/onsi/ginkgo/v2/formatter"
	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"
	"github.com/onsi/gomega"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/suites/httpsig"
	"github.com/wimsespec/wimsespec/suites/identifier"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/suites/mtls"
	"github.com/wimsespec/wimsespec/suites/wit"
	"github.com/wimsespec/wimsespec/suites/wpt"
)

// suites are the Ginkgo suites that a run consists of.
var suites = []func(*live.Run){wit.Specs, wpt.Specs, httpsig.Specs, mtls.Specs, identifier.Specs}

// oneAtATime guards Ginkgo, which keeps its suite in globals.
var oneAtATime sync.Mutex

// Specs runs the suites in this process and writes Ginkgo's own JUnit report. Ginkgo's console is
// silent: the summary is ours. An empty junit writes no report.
func Specs(r *live.Run, junit string) error {
	oneAtATime.Lock()
	defer oneAtATime.Unlock()
	console := formatter.ColorableStdOut
	formatter.ColorableStdOut = io.Discard
	defer func() { formatter.ColorableStdOut = console }()
	globals.Reset()
	gomega.RegisterFailHandler(ginkgo.Fail)
	for _, register := range suites {
		register(r)
	}
	var written error
	ginkgo.ReportAfterSuite("junit", func(report ginkgo.Report) {
		if junit == "" {
			return
		}
		written = reporters.GenerateJUnitReportWithConfig(anywhere(report), junit, reporters.JunitReportConfig{
			OmitSpecLabels: true, OmitLeafNodeType: true, OmitSuiteSetupNodes: true,
			OmitTimelinesForSpecState: anyState, // a failure says what they say
		})
	})
	suite, reporter := ginkgo.GinkgoConfiguration()
	ginkgo.RunSpecs(quiet{}, "wimsespec", suite, reporter) // its verdict is in the outcomes
	if written != nil {
		return cli.Exit{Status: cli.WrongUse, Err: fmt.Errorf("runner: %w", written)}
	}
	return nil
}

// anyState are all the states in which a spec can end.
const anyState = ^types.SpecState(0)

// anywhere takes out of a report where the run was started, and where this program was built: the
// report may be for others.
func anywhere(r ginkgo.Report) ginkgo.Report {
	r.SuitePath = ""
	for i := range r.SpecReports {
		at := &r.SpecReports[i].Failure.Location
		if _, inside, found := strings.Cut(at.FileName, "/suites/"); found {
			at.FileName = "suites/" + inside
		}
	}
	return r
}

// quiet stands in for testing.T: outcomes carry the verdict.
type quiet struct{}

func (quiet) Fail() {}
