package cli_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/wimsespec/wimsespec/runner/cli"
	"github.com/wimsespec/wimsespec/runner/cli/clitest"
)

// The status is that of the error; an error without one is about the command line.
func TestExecute(t *testing.T) {
	late := cli.Exit{Status: cli.Interrupted, Err: errors.New("late")}
	for name, tc := range map[string]struct {
		err    error
		status int
		log    string
	}{
		"met":         {nil, 0, ""},
		"not met":     {cli.Exit{Status: cli.NotMet}, 1, ""},
		"usage":       {cli.Usage("cli: %q", "x"), 2, "wimsespec: cli: \"x\"\n"},
		"plain":       {errors.New("cli: broken"), 2, "wimsespec: cli: broken\n"},
		"interrupted": {late, 130, "wimsespec: late\n"},
	} {
		t.Run(name, func(t *testing.T) {
			c := &cobra.Command{Use: "x", RunE: func(*cobra.Command, []string) error { return tc.err }}
			status, out, log := clitest.Run(t, c)
			if status != tc.status || out != "" || log != tc.log {
				t.Errorf("status %d, stdout %q, stderr %q", status, out, log)
			}
		})
	}
}

func TestDidYouMean(t *testing.T) {
	names := []string{"wpt/valid", "wpt/wth-null", "wpt/wth-padded", "wit/typ-jwt"}
	for unknown, want := range map[string]string{
		"wpt/wth-nul": "; did you mean wpt/wth-null?",
		"WTH":         "; did you mean wpt/wth-null, wpt/wth-padded?",
		"wpt/vallid":  "; did you mean wpt/valid?",
		"xyzzyxyzzy":  "",
	} {
		if got := cli.DidYouMean(unknown, names); got != want {
			t.Errorf("%s: %q, want %q", unknown, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	if got := cli.Folded("a seventeen-letters b", 8); !slices.Equal(got, []string{"a", "seventee", "n-letter", "s b"}) {
		t.Errorf("%q", got)
	}
	if got := cli.Folded("  one two  three", 7); !slices.Equal(got, []string{"one two", "three"}) {
		t.Errorf("folded is %q", got)
	}
	if got := cli.Counted(1, "case") + ", " + cli.Counted(int64(2), "case"); got != "1 case, 2 cases" {
		t.Errorf("counted is %q", got)
	}
	var out strings.Builder
	err := cli.PrintJSON(&out, []string{"<a>"})
	if err != nil || out.String() != "[\n  \"<a>\"\n]\n" {
		t.Errorf("%q, %v", out.String(), err)
	}
}

func TestTokens(t *testing.T) {
	got := cli.Tokens("WPT e30.e30.c2ln, e30.x a.b plain")
	if !slices.Equal(got, []string{"e30.e30.c2ln", "e30.x"}) {
		t.Errorf("tokens are %q", got)
	}
	for part, want := range map[string]string{"e30": "{}", "e30=": "{}", "e30 ": "e30 "} {
		if got := cli.Decoded(part); got != want {
			t.Errorf("%q decoded is %q", part, got)
		}
	}
}

// A run that is longer than the limit is shortened, and what stands around it stays.
func TestShortening(t *testing.T) {
	for text, want := range map[string]string{
		"a 0123456789 b":       "a 0123456789 b",
		"a 0123456789X.tail":   "a 01…X.tail",
		"0123456789-_/+=abc":   "01…c",
		"é0123456789Xé, short": "é01…Xé, short",
	} {
		if got := (cli.Shortening{Over: 10, Head: 2, Tail: 1}).Of(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	counted := cli.Shortening{Over: 10, Head: 1, Tail: 1, Count: true}
	if got := counted.Of("0123456789X"); got != "0...(11 characters)...X" {
		t.Errorf("%q", got)
	}
}
