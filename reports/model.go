package reports

import (
	"time"

	"github.com/wimsespec/wimsespec/spec"
)

// SchemaName is the value of the schema member of results.
const SchemaName = "wimsespec/results/v1"

// Results is all that a run found out. The names of its JSON members are a published contract.
type Results struct {
	Schema     string         `json:"schema"`
	Tool       Tool           `json:"tool"`
	Target     Target         `json:"target"`
	Profile    string         `json:"profile"`
	Revisions  spec.Revisions `json:"revisions"`
	Roles      []string       `json:"roles"`
	Mechanisms []string       `json:"mechanisms"`
	Filter     string         `json:"filter,omitempty"`
	Strict     bool           `json:"strict,omitempty"`
	Started    time.Time      `json:"started"`
	Finished   time.Time      `json:"finished"`
	// Complete says that every case that was to run did run.
	Complete bool `json:"complete"`
	// Interrupted and Unreachable say why it is not complete; see [Results.ExitCode].
	Interrupted  bool          `json:"interrupted,omitempty"`
	Unreachable  bool          `json:"unreachable,omitempty"`
	Summary      Summary       `json:"summary"`
	Requirements []Requirement `json:"requirements"`
	Cases        []Case        `json:"cases"`
}

// Tool is the program that made the results.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Target is the implementation under test, as its target file describes it.
type Target struct {
	Name         string `json:"name"`
	Version      string `json:"version"`
	Organization string `json:"organization,omitempty"`
	Homepage     string `json:"homepage,omitempty"`
	Contact      string `json:"contact,omitempty"`
	License      string `json:"license,omitempty"`
	Maturity     string `json:"maturity,omitempty"`
}

// Summary is the verdict on the run: [Pass], [Fail] or [Incomplete], and what it rests on.
type Summary struct {
	Verdict Verdict `json:"verdict"`
	// Reason says why the verdict is not a pass; it is empty where it is.
	Reason       string            `json:"reason"`
	Cases        CaseCounts        `json:"cases"`
	Requirements RequirementCounts `json:"requirements"`
}

// Requirement is the verdict on one requirement.
type Requirement struct {
	ID        string         `json:"id"`
	Mechanism spec.Mechanism `json:"mechanism"`
	Level     string         `json:"level"`
	// Role is the tested role that the requirement binds, else the first role that it binds; or
	// verifier, for the verdict on what a verifier was asked. No other two rows share an ID.
	Role   string    `json:"role"`
	Gate   spec.Gate `json:"gate"`
	Source string    `json:"source"`
	// Text is the catalogue's paraphrase.
	Text    string  `json:"text"`
	Verdict Verdict `json:"verdict"`
	// Reason is empty only where the requirement is met and every case of it ran.
	Reason string `json:"reason"`
	// Cases are the ids of the cases that cite the requirement, each once.
	Cases []string `json:"cases"`
}

// Case is what was observed in one case, with one role and one algorithm.
type Case struct {
	ID           string         `json:"id"`
	Role         string         `json:"role"`
	Mechanism    spec.Mechanism `json:"mechanism"`
	Algorithm    string         `json:"algorithm"`
	Requirements []string       `json:"requirements"`
	// Level, Gate and Source may be left to [Build], which takes them from the first requirement.
	Level   string    `json:"level"`
	Gate    spec.Gate `json:"gate"`
	Source  string    `json:"source"`
	Comment string    `json:"comment"`
	Verdict Verdict   `json:"verdict"`
	// Kind says what sort of failure, skip or doubt it was, such as [KindNotClaimed].
	Kind     string `json:"kind"`
	Expected string `json:"expected"`
	Observed string `json:"observed"`
	// Status is the HTTP status that came back, or 0.
	Status int    `json:"status"`
	Reason string `json:"reason"`
	// Sent, Received and Curl are for reproduction, and absent in a pass.
	Sent     string `json:"sent,omitempty"`
	Received string `json:"received,omitempty"`
	Curl     string `json:"curl,omitempty"`
	// SignatureBase shows the signature base (RFC 9421, Section 2.5) that was expected and the
	// one that was used, as a line diff, or the base of a message of the suite's own. Its first
	// line says which. It is absent in a pass, and where no HTTP message signature was to be
	// made.
	SignatureBase string  `json:"signature_base,omitempty"`
	DurationMS    float64 `json:"duration_ms"`
	// Evidence is the line of the observation in evidence.jsonl, or 0 where nothing was observed.
	Evidence int `json:"evidence"`
	// EvidenceFile is the file that Evidence is a line of, as it was named, where that is not the one
	// beside the results.
	EvidenceFile string `json:"evidence_file,omitempty"`
}
