package faults

import (
	"cmp"
	"context"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/wimsespec/wimsespec/spec"
	"github.com/wimsespec/wimsespec/suites/harness"
	"github.com/wimsespec/wimsespec/suites/live"
	"github.com/wimsespec/wimsespec/vectors/keys"
	"github.com/wimsespec/wimsespec/vectors/vector"
)

// Options say what is swept.
type Options struct {
	Profile *spec.Profile
	// Faults are switched on in turn; InForce gives all of them.
	Faults []Fault
	// Every runs one in so many of the refusals that are not about a fault, for each fault others;
	// 0 and 1 run all of them.
	Every int
	// Workers is how many faults are tried at once; 0 is one for each core.
	Workers int
	// OnResult is told of each result, by one goroutine at a time, in no order.
	OnResult func(Result)
}

// Sweep runs the suites with each fault on, and gives the results in the order of the faults. It ends
// at the first error, which says that a reference or a run could not be started, or with ctx.
func Sweep(ctx context.Context, o Options) ([]Result, error) {
	results := make([]Result, len(o.Faults))
	told := make(chan Result)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for r := range told {
			if o.OnResult != nil {
				o.OnResult(r)
			}
		}
	}()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(cmp.Or(o.Workers, runtime.GOMAXPROCS(0)))
	for i, f := range o.Faults {
		group.Go(func() (err error) {
			if results[i], err = o.try(ctx, f); err == nil {
				told <- results[i]
			}
			return err
		})
	}
	err := group.Wait()
	close(told)
	<-done
	return results, err
}

// patience is how long a reference may take for one answer: other faults are tried beside it.
const patience = time.Minute

// try runs what a fault concerns against a reference with the fault on.
func (o Options) try(ctx context.Context, f Fault) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	signing, err := f.responseSigning()
	if err != nil {
		return Result{}, err
	}
	ref, err := live.StartReference(ctx, live.ReferenceOptions{
		Profile: o.Profile, Faults: []string{f.Name}, ResponseSigning: signing,
	})
	if err != nil {
		return Result{}, err
	}
	defer func() { _ = ref.Stop() }() // the cases are over
	run, err := live.Start(ctx, live.Options{
		Target: ref.Target, Profile: o.Profile, Ring: keys.Published(), Mechanisms: live.Mechanisms,
		Filter: live.FilterBy(f.Name, func(c harness.Case) bool { return o.wants(f, c) }),
	}, live.Settings{Workers: 2, Timeout: patience})
	if err != nil {
		return Result{}, err
	}
	defer run.Close()
	outcomes := run.Session.Wait()
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	return f.judge(outcomes), nil
}

// wants says which cases are run. What a bent check lets pass, passes without the check as well: the fault
// that leaves it out is tried with all refusals, and one in eight will do for this one.
func (o Options) wants(f Fault, c harness.Case) bool {
	every := o.Every
	if f.Bent() {
		every = max(every, 8)
	}
	accepted := c.Expect == vector.Accept // a control has to be there for what departs from it
	return f.concerns(c) && (accepted || f.cites(c) || f.picks(c, every))
}
