package harness

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// writes counts writes, which a journal makes one of for each line.
type writes struct {
	bytes.Buffer
	n int
}

func (w *writes) Write(p []byte) (int, error) { w.n++; return w.Buffer.Write(p) }

func TestJournalNumbersItsLines(t *testing.T) {
	var w writes
	j := NewJournal(&w, nil)
	var all sync.WaitGroup
	numbers := make([]int, 50)
	for i := range numbers {
		all.Go(func() { numbers[i], _ = j.append(map[string]int{"i": i}) })
	}
	all.Wait()
	lines := strings.Split(w.String(), "\n")
	for i, n := range numbers {
		if want := fmt.Sprintf(`{"i":%d}`, i); lines[n-1] != want {
			t.Errorf("line %d is %s, want %s", n, lines[n-1], want)
		}
	}
	if w.n != 51 || j.Err() != nil {
		t.Errorf("%d writes, %v", w.n, j.Err())
	}
}

func TestJournalKeepsItsFirstError(t *testing.T) {
	j := NewJournal(&brokenDisk{left: 1}, nil)
	if j.Err() != nil {
		t.Fatal(j.Err())
	}
	_, first := j.append("a")
	if _, again := j.append("b"); first == nil || !errors.Is(again, first) {
		t.Errorf("%v, then %v", first, again)
	}
	if NewJournal(&writes{}, func() {}).Err() == nil {
		t.Error("a function was written as JSON")
	}
}

func TestTextKeepsAllBytes(t *testing.T) {
	for text, want := range map[Text]string{
		"a\x1b\u2028": `"a\u001b\u2028"`, "\xff": `{"base64":"/w=="}`, "": `""`, "{": `"{"`,
	} {
		data, err := json.Marshal(text)
		var back Text
		if err != nil || string(data) != want || json.Unmarshal(data, &back) != nil || back != text {
			t.Errorf("%q is %s and comes back as %q", text, data, back)
		}
	}
}

func TestCutBreaksNoCharacter(t *testing.T) {
	if got := cut([]byte("aé"), 2); got != "a" {
		t.Errorf("%q", got)
	}
	if got := cut([]byte("\xff\xff\xff\xff\xff\xff"), 5); len(got) > 5 || len(got) < 1 {
		t.Errorf("%q", got)
	}
}
