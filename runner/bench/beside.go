package bench

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/vectors/forge"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/prove"
)

// measureProcess runs this program as a user does, and says what the whole process took.
func measureProcess(ctx context.Context, w io.Writer) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	out, err := os.MkdirTemp("", "wimsespec-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(out)
	var times []time.Duration
	peak := int64(0)
	for range rounds {
		cmd := exec.CommandContext(ctx, program, "run", "--out", out)
		begin := time.Now()
		if err := cmd.Run(); err != nil {
			return fmt.Errorf("runner: %s run: %w", program, err)
		}
		times = append(times, time.Since(begin))
		if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = max(peak, usage.Maxrss)
		}
	}
	row(w, "whole process", "%v (wanted: under 2 s)", median(times).Round(time.Millisecond))
	row(w, "peak memory", "%d MB (wanted: under 150 MB)", peak>>10)
	return nil
}

// measureCheck measures the proof of every vector of every profile.
func measureCheck(w io.Writer) error {
	book, err := forge.Builtin()
	if err != nil {
		return err
	}
	vectors, verified, begin := 0, int64(0), time.Now()
	for _, name := range spec.ProfileNames() {
		proofs, n, err := prove.Profile(spec.Must(name), book, keys.Published())
		if err != nil {
			return err
		}
		vectors, verified = vectors+len(proofs), verified+n
	}
	took := time.Since(begin)
	fmt.Fprintln(w, "vectors check, all profiles")
	row(w, "vectors", "%d, proved by %d verifications", vectors, verified)
	row(w, "minting and proving", "%v", took.Round(time.Millisecond))
	row(w, "rate", "%.0f verifications a second (wanted: at least 3000)",
		float64(verified)/took.Seconds())
	return nil
}
