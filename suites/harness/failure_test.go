package harness

import (
	"context"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

func TestFailuresOfADial(t *testing.T) {
	for want, err := range map[Kind]error{
		KindResolve:           &net.DNSError{Err: "no such host", Name: "nowhere\x1b", IsNotFound: true},
		KindRefusedConnection: &net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)},
		KindTimeout:           &net.OpError{Op: "dial", Err: context.DeadlineExceeded},
	} {
		fail := dialFailure(fmt.Errorf("wrapped: %w", err))
		if fail.Kind != want || Printable(fail.Detail, 0) != fail.Detail {
			t.Errorf("%v: %+v", err, fail)
		}
	}
}

func TestInterruptionIsNoFailureOfTheTarget(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	e := newEndpoint(Config{}.withDefaults(), "http://127.0.0.1:1")
	c := client{endpoint: e}
	x := c.send(ctx, step("http://127.0.0.1:1/", "good", ""), e.cfg.Timeout, nil)
	if x.Failure == nil || x.Failure.Kind != KindCancelled || e.refused.Load() != 0 {
		t.Errorf("%+v", x.Failure)
	}
}

func TestATargetWithoutAnAddressIsTheEnvironments(t *testing.T) {
	for _, url := range []string{"::", "", "ftp://127.0.0.1:1", "http://127.0.0.1:1"} {
		o := observe(t, Config{URL: url}, Plan{Cases: plan("http://x/", 0).Cases})[0]
		if o.Verdict != Inconclusive || o.Kind != KindEnvironment {
			t.Errorf("%q: %s %s: %s", url, o.Verdict, o.Kind, o.Reason)
		}
	}
}
