package vector

import (
	"errors"
	"regexp"
	"strings"
)

// challenge is one offer of a WWW-Authenticate field: a scheme, and whatever follows it.
type challenge struct {
	scheme     string
	parameters int
}

// fits compares schemes without regard to case; "*" is any.
func (c challenge) fits(scheme string) bool {
	return scheme == "*" || strings.EqualFold(c.scheme, scheme)
}

func (c challenge) bare() bool { return c.parameters == 0 }

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"

// The parts of a challenge, RFC 9110, Section 11.3. A scheme and a bare token68 look alike, so that
// the order of the alternatives decides.
var (
	reScheme    = regexp.MustCompile(`^(` + token + `)(?: +|$|[ \t]*,)`)
	reParameter = regexp.MustCompile(`^` + token + `[ \t]*=[ \t]*(?:` + token + `|"(?:[^"\\]|\\.)*")`)
	reToken68   = regexp.MustCompile(`^[A-Za-z0-9._~+/-]+=*`)
	reComma     = regexp.MustCompile(`^[ \t]*(?:,[ \t]*)+`)
)

var errChallenge = errors.New("no list of challenges")

// parseChallenges reads all lines of the field as one list.
func parseChallenges(lines []string) ([]challenge, error) {
	var offered []challenge
	rest := strings.Trim(strings.Join(lines, ", "), " \t,")
	for rest != "" {
		var err error
		if offered, rest, err = nextPart(offered, rest); err != nil {
			return nil, err
		}
	}
	return offered, nil
}

// nextPart reads a parameter of the last challenge, or a new challenge, and the comma behind it.
func nextPart(offered []challenge, rest string) ([]challenge, string, error) {
	if p := reParameter.FindString(rest); p != "" {
		if len(offered) == 0 {
			return nil, "", errChallenge
		}
		offered[len(offered)-1].parameters++
		return afterPart(offered, rest[len(p):])
	}
	m := reScheme.FindStringSubmatch(rest)
	if m == nil {
		return nil, "", errChallenge
	}
	offered = append(offered, challenge{scheme: m[1]})
	rest = strings.TrimLeft(rest[len(m[1]):], " ")
	if reParameter.MatchString(rest) {
		return offered, rest, nil
	}
	if t := reToken68.FindString(rest); t != "" {
		offered[len(offered)-1].parameters++
		rest = rest[len(t):]
	}
	return afterPart(offered, rest)
}

// afterPart wants a comma or the end.
func afterPart(offered []challenge, rest string) ([]challenge, string, error) {
	rest = strings.TrimRight(rest, " \t")
	comma := reComma.FindString(rest)
	if rest != "" && comma == "" {
		return nil, "", errChallenge
	}
	return offered, rest[len(comma):], nil
}
