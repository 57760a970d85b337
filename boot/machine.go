package boot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/platform"
)

// machine is a boot machine from power-on until an image starts.
type machine struct {
	b     Board
	model *platform.Model
	con   Console
	gone  error // of the console

	since   time.Time       // device time of the last reset
	prompt  bool            // at ROMMON's prompt: Break always works
	fresh   bool            // the next banner begins a new plan
	op      context.Context // of the automatic start: Break ends it
	stop    func() bool     // ends its watch; whether a Break came
	plan    []Attempt
	request func(context.Context) error // what Manual runs
	out     Outcome
	monitor monitor
	grammar *grammar.Table // of ROMMON's commands
}

func newMachine(b Board) *machine {
	return &machine{b: b, model: b.Model(), con: b.Console()}
}

func (m *machine) run(ctx context.Context, cause Cause) (Outcome, error) {
	if cause != PowerOn {
		m.printf("\n")
	}
	m.reset()
	defer m.unwatch()
	for state := Bootstrap; ; {
		var in Input
		var err error
		if state != Bootstrap && state != Autoboot {
			m.unwatch()
		}
		switch state {
		case Bootstrap:
			in = m.bootstrap(ctx)
		case Autoboot:
			in = m.autoboot()
		case Monitor:
			in, err = m.serve(ctx)
		case Manual:
			in = m.manual(ctx)
		case Running:
			return m.out, nil
		case Off:
			return Outcome{}, context.Cause(ctx)
		}
		switch {
		case ctx.Err() != nil:
			in = Power
			if state == Running {
				return Outcome{}, context.Cause(ctx)
			}
		case err != nil:
			return Outcome{}, err
		case m.gone != nil:
			return Outcome{}, m.gone
		}
		state = Next(state, in)
	}
}

// reset forgets all that was not kept.
func (m *machine) reset() {
	m.fresh, m.plan = true, nil
	m.monitor = newMonitor(m.b.Env())
}

// bootstrap is the state Bootstrap.
func (m *machine) bootstrap(ctx context.Context) Input {
	m.since, m.prompt = m.b.Clock().Now(), false
	broken := m.watch(ctx)
	m.banner(m.op)
	if broken || interrupted(m.op) {
		m.plan = nil
		return Break
	}
	if m.fresh {
		m.fresh = false
		m.plan = planOn(m.disks(), m.b.Register(), m.b.Startup().System, m.b.Env(), m.lister(m.op))
	}
	if len(m.plan) == 0 {
		return Idle
	}
	return Ready
}

// disks are what is searched last: an older router has one flash.
func (m *machine) disks() []string {
	if _, ok := m.model.FileSystem(fallback[0]); !ok {
		return []string{m.model.DefaultFS}
	}
	return fallback
}

// watch begins to watch for Break anew. The watch before ends only then, so that no
// Break falls between the two; it reports whether that one had seen a Break.
func (m *machine) watch(ctx context.Context) (broken bool) {
	end := m.stop
	m.op, m.stop = m.breakable(ctx)
	return end != nil && end()
}

// unwatch ends the watch of the automatic start.
func (m *machine) unwatch() {
	if m.stop != nil {
		m.stop()
		m.op, m.stop = nil, nil
	}
}

// autoboot is the state Autoboot, on bootstrap's watch.
func (m *machine) autoboot() Input {
	next := m.plan[0]
	m.plan = m.plan[1:]
	in := m.settle(m.op, "boot", m.attempt(m.op, next))
	if in == Break {
		m.plan = nil
	}
	return in
}

// manual is the state Manual.
func (m *machine) manual(ctx context.Context) Input {
	op, stop := m.breakable(ctx)
	defer stop()
	in := m.settle(op, "boot", m.request(op))
	if in == Crashed {
		m.reset()
	}
	return in
}

// settle prints an error and makes an input of it.
func (m *machine) settle(op context.Context, command string, err error) Input {
	if err == nil {
		return Loaded
	}
	if interrupted(op) {
		m.say(&Error{Kind: KindInterrupted, Name: command})
		return Break
	}
	m.say(err)
	var e *Error
	if errors.As(err, &e) && e.crashes() {
		return Crashed
	}
	return Failed
}

// say prints the words of an error.
func (m *machine) say(err error) {
	var e *Error
	if errors.As(err, &e) {
		m.printf("%s", words(e, m.model))
	}
}

// printf writes to the console; a failure is kept for run.
func (m *machine) printf(format string, args ...any) {
	if m.gone == nil {
		_, m.gone = fmt.Fprintf(m.con, format, args...)
	}
}

func (m *machine) sleep(ctx context.Context, d time.Duration) {
	_ = m.b.Clock().Sleep(ctx, d) // the callers check ctx
}

// errBreak is the cause with which a Break ends an operation.
var errBreak = errors.New("break")

// breakTime is how long after a reset Break works whatever the register says
// (ios-boot.md 2.3).
const breakTime = 60 * time.Second

// breakable gives a context that Break ends, where it may. The function ends the
// watch and reports whether a Break has come.
func (m *machine) breakable(ctx context.Context) (context.Context, func() bool) {
	inner, cancel := context.WithCancelCause(ctx)
	watch, end := m.con.WatchBreak(ctx)
	// What allows it is read now: the machine goes on while the watch lasts.
	always, since, clk := m.prompt || !m.b.Register().BreakDisabled(), m.since, m.b.Clock()
	broken := func() bool {
		return watch.Err() != nil && ctx.Err() == nil && (always || clk.Now().Sub(since) < breakTime)
	}
	heed := func() {
		if broken() {
			cancel(errBreak)
		}
	}
	unhook := safego.AfterFunc(watch, "break", heed)
	return &breakContext{inner, heed}, func() bool {
		unhook()
		b := broken()
		cancel(nil) // first: the end of the watch is no Break
		end()
		return b
	}
}

// breakContext is canceled by a Break. Its Err checks for one itself: the goroutine that
// cancels it may run late.
type breakContext struct {
	context.Context
	heed func()
}

func (c *breakContext) Err() error {
	c.heed()
	return c.Context.Err()
}

func interrupted(op context.Context) bool {
	return op.Err() != nil && errors.Is(context.Cause(op), errBreak)
}

// env is the variables as they are, kept or not.
func (m *machine) env() map[string]string { return maps.Clone(m.monitor.env) }
