package signbase

// Words lists what the known mistakes are called.
func Words() []string {
	var words []string
	for _, m := range mistakes {
		words = append(words, m.words)
	}
	return words
}
