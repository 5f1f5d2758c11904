package runner_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime/metrics"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/suites/harness/hostile"
)

// mostMegabytes is the most memory that a run may get from the system.
const mostMegabytes = 200

// memoryFile names the variable that names the file in which a run, as a program, notes how many
// megabytes it got from the system. It gives none of them back, so that this is the most it ever had.
const memoryFile = "WIMSESPEC_NOTE_MEMORY"

func noteMemory(name string) {
	if name == "" {
		return
	}
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(sample)
	text := strconv.FormatUint(sample[0].Value.Uint64()>>20, 10)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		panic(err) // who reads it finds it missing, and this says why
	}
}

func memoryIn(t *testing.T, name string) int {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (o ordeal) bounded(t *testing.T) {
	t.Helper()
	t.Logf("%d MB, %v", o.megabytes, o.took)
	if o.megabytes > mostMegabytes {
		t.Errorf("it took %d MB", o.megabytes)
	}
	if o.status != 1 && o.status != 3 {
		t.Errorf("status %d\n%s", o.status, o.errors)
	}
}

// clean looks for what the target sent, as it sent it, in all that the run left behind.
func (o ordeal) clean(t *testing.T) {
	t.Helper()
	texts := map[string][]byte{"stdout": []byte(o.out), "stderr": []byte(o.errors)}
	files, err := filepath.Glob(filepath.Join(o.dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("the reports are %v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(bytes.ToLower(text), []byte("<script")) {
			t.Errorf("%s holds a script", filepath.Base(name))
		}
		texts[filepath.Base(name)] = text
	}
	for _, c := range o.results.Cases {
		texts[c.ID] = []byte(c.Reason + c.Sent + c.Received + c.SignatureBase)
	}
	for name, text := range texts {
		if where := raw(text); where != "" {
			t.Errorf("%s: unescaped: %s", name, where)
		}
	}
}

// raw gives the surroundings of the first character that a terminal may act on, or "".
func raw(text []byte) string {
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 || r != '\n' && r != '\t' && !unicode.IsPrint(r) {
			return fmt.Sprintf("%q", text[max(0, i-40):min(len(text), i+40)])
		}
		i += size
	}
	return ""
}

// names wants the reason of a case of every role and mechanism that the target spoils to say what it
// did, and none to pass on the strength of no answer at all.
func (o ordeal) names(t *testing.T, b hostile.Behaviour, s stage) {
	t.Helper()
	told, other := map[string]bool{}, map[string]string{}
	for _, c := range o.results.Cases {
		if c.Verdict == reports.Skipped || !slices.Contains(s.roles, c.Role) {
			continue
		}
		key := c.Role + " " + string(c.Mechanism)
		if b.Silent {
			key = c.Role // it may have been given up before the next mechanism
		}
		told[key] = told[key] || said(c.Reason, words(b, c.Role, s))
		other[key] = c.Reason
		if len(b.Verdicts) > 0 && c.Verdict == reports.Pass {
			t.Errorf("%s passes", c.ID)
		}
	}
	for key, named := range told {
		if !named {
			t.Errorf("%s: no reason has one of %q, but there is %s",
				key, words(b, strings.Fields(key)[0], s), other[key])
		}
	}
}

// words are those of which one has to stand in a reason. What an issuer's cases say where its token or
// its keys can be read is a matter of what they look at.
func words(b hostile.Behaviour, role string, s stage) []string {
	switch {
	case b.Silent && role == "issuer":
		return append([]string{"the issuer's keys: timeout"}, b.Verdicts...)
	case len(b.Verdicts) > 0:
		return b.Verdicts
	case role == "caller" && b.Said != "":
		return []string{b.Said}
	case role == "issuer" && (b.Said != "" || s.name == "told"):
		return []string{""}
	}
	return []string{b.Status}
}

func said(reason string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(reason, w) })
}

// leavesOthers wants the cases of the other roles to end as if nothing had happened. Where the time
// for an answer is short, a slow machine may be too slow for it.
func (o ordeal) leavesOthers(t *testing.T, b hostile.Behaviour, s stage) {
	t.Helper()
	well := 0
	for _, c := range o.results.Cases {
		late := b.Silent && strings.Contains(c.Reason, "in time")
		switch {
		case slices.Contains(s.roles, c.Role) || late:
		case c.Verdict == reports.Fail || c.Verdict == reports.Inconclusive:
			t.Errorf("%s of the %s: %s: %s", c.ID, c.Role, c.Verdict, c.Reason)
		case c.Verdict == reports.Pass:
			well++
		}
	}
	if well < 5 {
		t.Errorf("%d cases of other roles passed", well)
	}
}
