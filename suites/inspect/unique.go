package inspect

import (
	"fmt"
	"math"
	"strings"
)

// manyRows look at all requests of a capture together: whether what is to be unique is so.
var manyRows = []row[*Capture]{
	{"WPT-JTI-UNIQUE", unpredictable("jti", tokenID)},
	{"WPT-JTI-ENTROPY", roomy("jti", tokenID)},
	{"WPT-JTI-SENDER-UNIQUE", repeated("jti", tokenID)},
	{"SIG-NONCE-RANDOM", unpredictable("nonce", nonceOf)},
	{"SIG-NONCE-ENTROPY", roomy("nonce", nonceOf)},
	{"SIG-NONCE-UNIQUE-LEGACY", repeated("nonce", nonceOf)},
}

// No draft says how many bits are enough: below the least, collisions among all senders are not
// negligible, and the good number is this suite's. What varies from one message to the next may be
// fewer, because identifiers such as UUIDs of version 7 and ULIDs have the time in them; it is told
// from so many messages.
const (
	leastBits   = 64
	goodBits    = 96
	minSpread   = 60
	spreadNeeds = 64
)

func tokenID(s *sent) string {
	t := s.proofToken()
	if t == nil {
		return ""
	}
	jti, _ := t.Claims.String("jti")
	return jti
}

// values gathers what the requests of a capture have for one name.
func values(c *Capture, of func(*sent) string) []string {
	var all []string
	for i := range c.Requests {
		if v := of(&sent{Capture: c, req: &c.Requests[i]}); v != "" && len(v) <= maxText {
			all = append(all, v)
		}
	}
	return all
}

// repeated complains of a value that stands in two messages.
func repeated(name string, of func(*sent) string) func(*Capture) error {
	return func(c *Capture) error { return twice(name, values(c, of)) }
}

func twice(name string, all []string) error {
	seen := map[string]int{}
	for i, v := range all {
		if before, again := seen[v]; again {
			return fmt.Errorf("%s %s stands in messages %d and %d", name, short(v), before+1, i+1)
		}
		seen[v] = i
	}
	return nil
}

// unpredictable complains of values that repeat, are too short, or hardly vary.
func unpredictable(name string, of func(*sent) string) func(*Capture) error {
	return func(c *Capture) error {
		all := values(c, of)
		if err := twice(name, all); err != nil {
			return err
		}
		if err := narrow(name, all, 0, leastBits); err != nil {
			return err
		}
		if len(all) < spreadNeeds {
			return nil
		}
		if bits := spread(all); bits < minSpread {
			return fmt.Errorf("%s varies by %.0f bits over %d messages", name, bits, len(all))
		}
		return nil
	}
}

// roomy complains of values that could be longer; what is too short by far is another check's
// business.
func roomy(name string, of func(*sent) string) func(*Capture) error {
	return func(c *Capture) error { return narrow(name, values(c, of), leastBits, goodBits) }
}

func narrow(name string, all []string, from, to float64) error {
	per := symbolBits(all)
	for _, v := range all {
		if bits := float64(len(v)) * per; bits >= from && bits < to {
			return fmt.Errorf("%s %s can hold no more than %.0f bits", name, short(v), bits)
		}
	}
	return nil
}

// alphabets are what random bits are written in, smallest first.
var alphabets = []string{
	"0123456789", "0123456789abcdef", "0123456789ABCDEF",
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789abcdefghijklmnopqrstuvwxyz",
}

// tellsAlphabet is the number of characters from which an alphabet can be told: random base64 of a
// few characters may look like that of a smaller one.
const tellsAlphabet = 64

// symbolBits is the number of bits that a character of some values can hold at most, by the smallest
// alphabet that fits them all; hyphens between groups, as in a UUID, are let pass.
func symbolBits(all []string) float64 {
	text := strings.Join(all, "")
	for _, a := range alphabets {
		if len(text) >= tellsAlphabet && strings.Trim(text, a+"-") == "" {
			return math.Log2(float64(len(a)))
		}
	}
	return 6
}

// spread adds up how much each place of some texts varies.
func spread(all []string) float64 {
	longest := 0
	for _, v := range all {
		longest = max(longest, len(v))
	}
	bits := 0.0
	for place := range min(longest, 512) {
		distinct := map[byte]bool{}
		for _, v := range all {
			if place < len(v) {
				distinct[v[place]] = true
			}
		}
		bits += math.Log2(float64(max(1, len(distinct))))
	}
	return bits
}
