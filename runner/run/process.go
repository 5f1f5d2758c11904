package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/wimsespec/wimsespec/reports"
	"github.com/wimsespec/wimsespec/suites/target"
)

// kitVariable names the environment variable that tells a started target where its kit lies.
const kitVariable = "WIMSESPEC_KIT"

// process is a target that this program started, in a process group of its own.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
	err  error
}

// grace is how long a target has to end by itself.
const grace = 3 * time.Second

func startProcess(command []string, targetFile, kitDir string, log io.Writer) (*process, error) {
	abs, err := filepath.Abs(targetFile)
	if err != nil {
		return nil, fmt.Errorf("runner: %w", err)
	}
	cmd := commandOf(command, abs, kitDir)
	cmd.SysProcAttr = attributes()
	out := &lines{w: log, prefix: "target: "}
	cmd.Stdout, cmd.Stderr = out, out
	p := &process{cmd: cmd, done: make(chan struct{})}
	started := make(chan error)
	go p.attend(started)
	if err := <-started; err != nil {
		return nil, fmt.Errorf("runner: the target's command: %w", err)
	}
	return p, nil
}

// attend starts the process and waits for its end, on one thread: where the system ends a process with
// the one that started it, it looks at the thread.
func (p *process) attend(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := p.cmd.Start()
	if started <- err; err != nil {
		return
	}
	p.err = p.cmd.Wait()
	close(p.done)
}

// stop asks the process group to end, and ends it.
func (p *process) stop() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGTERM) // it may have ended already
	select {
	case <-p.done:
	case <-time.After(grace):
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.done
	}
}

// outcome says in one sentence how the process ended, and when; "" while it runs.
func (p *process) outcome(when string) string {
	select {
	case <-p.ended():
		if p.err != nil {
			return fmt.Sprintf("the target's command ended (%v) %s the run", p.err, when)
		}
		return fmt.Sprintf("the target's command ended (exit status 0) %s the run", when)
	default:
		return ""
	}
}

// ended gives a channel that is closed when the process has ended; nil for no process.
func (p *process) ended() <-chan struct{} {
	if p == nil {
		return nil
	}
	return p.done
}

// commandOf puts the kit's folder into a target's command. A relative program is looked for beside
// the target file, as its author sees it.
func commandOf(command []string, targetFile, kitDir string) *exec.Cmd {
	args := make([]string, len(command))
	for i, a := range command {
		args[i] = strings.ReplaceAll(a, "{kit}", kitDir)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = filepath.Dir(targetFile)
	cmd.Env = append(os.Environ(), kitVariable+"="+kitDir)
	return cmd
}

// waitForListener tries to connect until it succeeds, the context ends or the process does.
func waitForListener(ctx context.Context, target string, p *process) error {
	address, err := addressOf(target)
	if err != nil {
		return err
	}
	ticks := time.NewTicker(20 * time.Millisecond)
	defer ticks.Stop()
	var dialer net.Dialer
	for last := error(nil); ; {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		if last == nil || !errors.Is(err, context.DeadlineExceeded) {
			last = err // an attempt that our own patience ended says nothing of the target
		}
		select {
		case <-ctx.Done():
			return last
		case <-p.ended():
			return last
		case <-ticks.C:
		}
	}
}

// taken gives the first URL of a target at which somebody listens already, or "".
func taken(ctx context.Context, t *target.Target) string {
	for _, e := range t.Endpoints() {
		if listening(ctx, e.URL) {
			return e.URL
		}
	}
	return ""
}

// listening says whether somebody takes connections for a URL right now.
func listening(ctx context.Context, target string) bool {
	address, err := addressOf(target)
	if err != nil {
		return false
	}
	dialer := net.Dialer{Timeout: time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	_ = conn.Close() // it was opened for nothing but this
	return true
}

func addressOf(target string) (string, error) {
	u, err := url.Parse(target)
	if err != nil {
		return "", err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port), nil
}

// lines passes on what a target prints, made harmless and marked as the target's.
type lines struct {
	w      io.Writer
	prefix string
	rest   []byte
}

// maxLine bounds a line that a target prints, in bytes.
const maxLine = 4096

func (l *lines) Write(b []byte) (int, error) {
	for _, c := range b {
		if c != '\n' && len(l.rest) < maxLine {
			l.rest = append(l.rest, c)
			continue
		}
		text := reports.Printable(string(l.rest), maxLine)
		if _, err := fmt.Fprintf(l.w, "%s%s\n", l.prefix, text); err != nil {
			return 0, err
		}
		l.rest = l.rest[:0]
	}
	return len(b), nil
}
