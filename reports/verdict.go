package reports

// Verdict is the outcome of a case, of a requirement or of a run; each has words of its own.
type Verdict string

// The verdicts on a case. Inconclusive and Reported are verdicts on a requirement too.
const (
	Pass         Verdict = "pass"
	Fail         Verdict = "fail"
	Inconclusive Verdict = "inconclusive"
	Skipped      Verdict = "skipped"
	// Reported is what departs from the expectation where nobody is bound to meet it.
	Reported Verdict = "reported"
)

// The verdicts on a requirement.
const (
	Met          Verdict = "met"
	NotMet       Verdict = "not_met"
	ShouldNotMet Verdict = "should_not_met"
	NotClaimed   Verdict = "not_claimed"
	NotTested    Verdict = "not_tested"
)

// Incomplete is the verdict on a run that shows neither conformance nor a lack of it.
const Incomplete Verdict = "incomplete"

// The kinds of a case that this package looks at; suites are free to use others.
const (
	// KindNotClaimed is a skip: the target does not claim the feature.
	KindNotClaimed = "not_claimed"
	// KindFiltered is a skip: whoever started the run left the case out.
	KindFiltered = "filtered"
	// KindEnvironment, KindHarness and KindUntestable are no fault of the target, so a failure of
	// such a kind counts as inconclusive.
	KindEnvironment = "environment"
	KindHarness     = "harness"
	KindUntestable  = "untestable"
)

// either is the expectation of a case in which both answers are within the texts.
const either = "either"

// CaseCounts counts cases by verdict.
type CaseCounts struct {
	Pass         int `json:"pass"`
	Fail         int `json:"fail"`
	Inconclusive int `json:"inconclusive"`
	Skipped      int `json:"skipped"`
	Reported     int `json:"reported"`
}

func (n *CaseCounts) add(v Verdict) {
	switch v {
	case Pass:
		n.Pass++
	case Fail:
		n.Fail++
	case Inconclusive:
		n.Inconclusive++
	case Skipped:
		n.Skipped++
	case Reported:
		n.Reported++
	}
}

// concluded counts the cases that tell something about the target.
func (n CaseCounts) concluded() int { return n.Pass + n.Fail + n.Reported }

// RequirementCounts counts requirements by verdict.
type RequirementCounts struct {
	Met          int `json:"met"`
	NotMet       int `json:"not_met"`
	ShouldNotMet int `json:"should_not_met"`
	Inconclusive int `json:"inconclusive"`
	NotClaimed   int `json:"not_claimed"`
	NotTested    int `json:"not_tested"`
	Reported     int `json:"reported"`
}

func (n *RequirementCounts) add(v Verdict) {
	switch v {
	case Met:
		n.Met++
	case NotMet:
		n.NotMet++
	case ShouldNotMet:
		n.ShouldNotMet++
	case Inconclusive:
		n.Inconclusive++
	case NotClaimed:
		n.NotClaimed++
	case NotTested:
		n.NotTested++
	case Reported:
		n.Reported++
	}
}
