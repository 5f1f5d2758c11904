// Package survey keeps what the checks of package examine come to for the published documents:
// survey.yaml, and docs/published-examples.md that is made from it. Start with [Recorded], or with
// [Make], which reads the documents themselves; their text is not kept here. A test reads them where
// they lie: in the folder that WIMSESPEC_SPECS names, or in ../shared/specs beside the project.
package survey
