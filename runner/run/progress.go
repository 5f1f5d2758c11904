package run

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far a run is: a bar on a terminal, and one line per ten seconds elsewhere.
type progress struct {
	w     io.Writer
	bar   *progressbar.ProgressBar
	mu    sync.Mutex
	total int
	made  int
	next  time.Time
}

const progressEvery = 10 * time.Second

func newProgress(w io.Writer) *progress { return &progress{w: w} }

func (p *progress) start(total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total, p.next = total, time.Now().Add(progressEvery)
	if file, ok := p.w.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(file),
			progressbar.OptionSetDescription("cases"), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(false), progressbar.OptionClearOnFinish(),
			progressbar.OptionFullWidth(), progressbar.OptionThrottle(50*time.Millisecond))
		_ = p.bar.Set(p.made) // outcomes may have come before the start
	}
}

func (p *progress) step() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made++
	switch now := time.Now(); {
	case p.bar != nil:
		_ = p.bar.Set(p.made) // a terminal that cannot be written to shows nothing
	case p.total > 0 && now.After(p.next):
		p.next = now.Add(progressEvery)
		fmt.Fprintf(p.w, "%d of %d cases\n", p.made, p.total)
	}
}

// done takes the bar away.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}
