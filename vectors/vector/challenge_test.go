package vector

import (
	"strings"
	"testing"
)

func TestChallenges(t *testing.T) {
	for text, want := range map[string]string{
		"WPT":                                "WPT/0",
		"WPT, Bearer":                        "WPT/0 Bearer/0",
		`Bearer realm="a \" , WPT", x=y,WPT`: "Bearer/2 WPT/0",
		"Negotiate YWJj==, WPT  a = \"b\"":   "Negotiate/1 WPT/1",
		", ,WPT,, Basic realm=x,":            "WPT/0 Basic/1",
		"":                                   "",
		"a=b":                                "error",
		"WPT a b":                            "error",
		`WPT a="b`:                           "error",
		"WPT\x00":                            "error",
	} {
		got, err := parseChallenges([]string{text})
		var shown []string
		for _, c := range got {
			shown = append(shown, c.scheme+"/"+string(rune('0'+c.parameters)))
		}
		if err != nil {
			shown = []string{"error"}
		}
		if strings.Join(shown, " ") != want {
			t.Errorf("%s: got %v, want %s", text, shown, want)
		}
	}
	if got, _ := parseChallenges([]string{"WPT", `Bearer realm="x"`}); len(got) != 2 {
		t.Errorf("two lines: %v", got)
	}
}
