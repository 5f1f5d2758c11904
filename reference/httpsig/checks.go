package httpsig

import (
	"slices"

	"github.com/wimsespec/wimsespec/reference/check"
)

// requestChecks and responseChecks are the checks in the order in which they run.
var (
	requestChecks = slices.Concat(presentChecks, formChecks, selectChecks, listing, listChecks,
		requestCoverage, parameterChecks, timeChecks, audienceChecks, digestChecks, algorithmChecks,
		trying, keyChecks, verifyChecks, replayChecks)

	responseChecks = slices.Concat(responseFormChecks, unsignedChecks,
		choice("RSP-TAG-UNIQUE", "RSP-LABEL-NOT-USED"), settling, listing, responseCoverage,
		responseParameters, responseDigestChecks, trying, responseVerifyChecks, responseReplayChecks)

	settling = []check.Check[*state]{{Run: settle}}
	listing  = []check.Check[*state]{{Run: readComponents}}
	trying   = []check.Check[*state]{{Run: try}}
)
