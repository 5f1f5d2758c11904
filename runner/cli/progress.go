package cli

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// Progress shows how far long work is: a bar on a terminal, and one line per ten seconds elsewhere.
// It is safe for concurrent use.
type Progress struct {
	w     io.Writer
	unit  string
	bar   *progressbar.ProgressBar
	mu    sync.Mutex
	total int
	made  int
	next  time.Time
}

const progressEvery = 10 * time.Second

// NewProgress makes one that counts units, such as "cases".
func NewProgress(w io.Writer, unit string) *Progress { return &Progress{w: w, unit: unit} }

// Start says how many there are. Steps may have come before.
func (p *Progress) Start(total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total, p.next = total, time.Now().Add(progressEvery)
	if file, ok := p.w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(file),
			progressbar.OptionSetDescription(p.unit), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionClearOnFinish(),
			progressbar.OptionFullWidth(), progressbar.OptionThrottle(50*time.Millisecond))
		_ = p.bar.Set(p.made) // outcomes may have come before the start
	}
}

// Step counts one.
func (p *Progress) Step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	switch now := time.Now(); {
	case p.bar != nil:
		_ = p.bar.Set(p.made) // a terminal that cannot be written to shows nothing
	case p.total > 0 && now.After(p.next):
		p.next = now.Add(progressEvery)
		fmt.Fprintf(p.w, "%d of %d %s\n", p.made, p.total, p.unit)
	}
}

// Done takes the bar away.
func (p *Progress) Done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
