package keywords

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
)

// Sentence is a sentence with key words.
type Sentence struct {
	// Section is the number of the section, such as "3.1.2", or "A" for an appendix.
	Section string
	// Hash is the first 8 hexadecimal digits of the sentence's SHA-256, its runs of white space taken
	// as one space each. A sentence that ends in a colon is hashed with the list behind it, each item
	// on a line of its own, since the list is what it orders.
	Hash string
	// Words are its key words, in order.
	Words []string
	// Text is the sentence itself, for whoever reads a report; it is kept nowhere.
	Text string
}

var (
	word = regexp.MustCompile(
		`\b(?:(?:MUST|SHALL|SHOULD)(?: NOT)?|(?:NOT )?RECOMMENDED|REQUIRED|MAY|OPTIONAL)\b`)
	stop = regexp.MustCompile("[.!?][\")]?\\s+[\"(\\[{`A-Z]")
	// short are abbreviations that end no sentence.
	short = regexp.MustCompile(`(?:\be\.g|\bi\.e|\bcf|\bvs)\.$`)
)

// Read lists the sentences of a draft that have key words, in order. The paragraph that says what the
// key words mean is left out.
func Read(text string) []Sentence {
	var found []Sentence
	all := paragraphs(text)
	for i, p := range all {
		if strings.Contains(p.text, "key words") && strings.Contains(p.text, "BCP 14") {
			continue
		}
		for _, s := range sentences(p.text) {
			if words := word.FindAllString(s, -1); words != nil {
				found = append(found, Sentence{p.section, hash(s + listBehind(s, p, all[i+1:])), words, s})
			}
		}
	}
	return found
}

// listBehind gives the list that a sentence with a colon announces, and nothing behind another.
func listBehind(sentence string, p paragraph, rest []paragraph) string {
	if !strings.HasSuffix(sentence, ":") || p.listed {
		return ""
	}
	var list strings.Builder
	for _, below := range rest {
		if !below.listed || below.section != p.section {
			break
		}
		list.WriteString("\n" + below.text)
	}
	return list.String()
}

func hash(sentence string) string {
	sum := sha256.Sum256([]byte(sentence))
	return hex.EncodeToString(sum[:4])
}

// sentences splits a paragraph after full stops that a capital letter or a bracket follows.
func sentences(paragraph string) []string {
	var all []string
	for from, rest := 0, paragraph; ; {
		at := stop.FindStringIndex(paragraph[from:])
		if at == nil {
			return append(all, rest)
		}
		end := from + at[1] - 1
		from = end
		done := strings.TrimSpace(paragraph[len(paragraph)-len(rest) : end])
		if !short.MatchString(done) {
			all, rest = append(all, done), paragraph[end:]
		}
	}
}
