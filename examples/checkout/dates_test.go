package checkout

import (
	"testing"
	"time"
)

// TestDates reads times in words, with the offset that they name.
func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"May 15, 2024 3:28:45 PM GMT-06:00": "2024-05-15T21:28:45Z",
		"May 15, 2024 3:28:45 PM GMT":       "2024-05-15T15:28:45Z",
		"2024-05-15T15:28:45+02:00":         "2024-05-15T13:28:45Z",
		"2024-05-15 15:28:45Z":              "2024-05-15T15:28:45Z",
		"Wed Jun 5 2024 18:34:30 GMT":       "2024-06-05T18:34:30Z",
	} {
		got := datesIn("valid until " + text + " (in words)")
		if len(got) != 1 || got[0].when.UTC().Format(time.RFC3339) != want || got[0].text != text {
			t.Errorf("%s: %+v, want %s", text, got, want)
		}
	}
}
