// Package spec holds what the WIMSE drafts say, as data: the requirement catalogue, the table of
// wire facts by revision, and the profiles that name one revision of each mechanism.
//
// Start with [Lookup], which gives a [Profile]; everything else hangs from it: the facts of its
// revisions ([Profile.WIT], [Profile.WPT], [Profile.HTTPSig], [Profile.MTLS], [Profile.Identifier])
// and the requirements in force ([Profile.Rules]). The data lie in revisions/*.yaml,
// requirements/*.yaml and profiles.yaml. A new revision is a new entry there; no code outside this
// package compares revision names.
//
// That the catalogue forgets nothing is held against the texts: [Texts] counts the key words of
// BCP 14 in every section of every revision (keywords.yaml, made by spec/internal/keywords), and
// [Statements] says for each of them which requirements say it, or why there is none
// (statements.yaml, by hand). Both have hashes in place of sentences, so no text lies here.
package spec
