// Package keywords finds the key words of BCP 14 in the sources of the drafts, for the data of
// package spec: section by section, how often each word stands there and in which sentences.
//
// Start with [Read]. The texts are no part of this repository and are not needed to build or test
// it; its own test compares spec/keywords.yaml with them where they are at hand, and writes that
// file when it is given -update.
package keywords
