// Package cpu is the processor of a router as IOS accounts for it: CPU time by
// process, load, and the processes that always run.
//
//	var m cpu.Meter
//	m.Charge(ctx, now, 4*time.Millisecond, 0)
//	total, interrupt := m.Load(now, time.Minute)
package cpu

import (
	"context"
	"math"
	"slices"
	"sync"
	"time"
)

// LoadSpans are the spans over which IOS tells the load.
var LoadSpans = [3]time.Duration{5 * time.Second, time.Minute, 5 * time.Minute}

// Meter is what the processor has done since the software started: CPU time, by the
// second in which it was needed. The zero value is an idle processor. It is safe for
// concurrent use.
type Meter struct {
	mu      sync.Mutex
	tasks   map[Task]*usage
	all     usage
	minutes []minute // in which something was done, the oldest first
}

// How far back the load is remembered: 72 hours, and five minutes of each process.
const (
	historyMinutes = 72 * 60
	historySeconds = 5 * 60
)

// minute is the CPU time of one minute, and of its busiest second.
type minute struct {
	number    int64
	sum, most time.Duration
}

// usage is the CPU time of a process.
type usage struct {
	runtime time.Duration
	invoked int64
	seconds []second // in which it did something, the oldest first
}

type second struct {
	number          int64
	used, interrupt time.Duration
}

func (u *usage) add(now time.Time, used, interrupt time.Duration) *second {
	n := now.Unix()
	s := latest(&u.seconds, func(s *second) int64 { return s.number }, n, historySeconds)
	s.number = n
	s.used += used
	s.interrupt += interrupt
	u.runtime += used
	u.invoked++
	return s
}

// latest is the entry of number n at the end of all, which holds the last so many
// numbers: an idle device remembers nothing.
func latest[T any](all *[]T, number func(*T) int64, n, most int64) *T {
	if l := len(*all); l == 0 || number(&(*all)[l-1]) != n {
		old := 0
		for old < l && number(&(*all)[old]) <= n-most {
			old++
		}
		var fresh T
		*all = append(slices.Delete(*all, 0, old), fresh)
	}
	return &(*all)[len(*all)-1]
}

// share is the part of the last span that was used, 0 to 1.
func (u *usage) share(now time.Time, span time.Duration) (total, interrupt float64) {
	for _, s := range u.seconds {
		if age := now.Unix() - s.number; age >= 0 && age < int64(span/time.Second) {
			total += float64(s.used)
			interrupt += float64(s.interrupt)
		}
	}
	return min(total/float64(span), 1), min(interrupt/float64(span), 1)
}

// Task names a process: the EXEC of a terminal line, or one that always runs.
type Task struct {
	Name string
	TTY  int // number of the line; 0 for the console and for processes without one
}

type taskKey struct{}

// networkTask is charged with what no EXEC does: the work for clients of the servers.
var networkTask = Task{Name: "IP Input"}

// WithTask makes what is done under ctx the work of a process.
func WithTask(ctx context.Context, t Task) context.Context {
	return context.WithValue(ctx, taskKey{}, t)
}

// Charge adds CPU time to the process of ctx, interrupt of it while packets were taken
// from the wire.
func (c *Meter) Charge(ctx context.Context, now time.Time, used, interrupt time.Duration) {
	t, ok := ctx.Value(taskKey{}).(Task)
	if !ok {
		t = networkTask
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	u := c.tasks[t]
	if u == nil {
		if c.tasks == nil {
			c.tasks = map[Task]*usage{}
		}
		u = &usage{}
		c.tasks[t] = u
	}
	u.add(now, used-interrupt, 0)
	whole := c.all.add(now, used, interrupt).used
	number := now.Unix() / 60
	m := latest(&c.minutes, func(m *minute) int64 { return m.number }, number, historyMinutes)
	m.number = number
	m.sum += used
	m.most = max(m.most, min(whole, time.Second))
}

// Load is how busy the processor was over a span of LoadSpans, in percent, and how
// much of that was interrupts.
func (c *Meter) Load(now time.Time, span time.Duration) (total, interrupt int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t, i := c.all.share(now, span)
	return percent(t), int(i * 100)
}

// percent is a load as IOS rounds it; the processes that always run are in it.
func percent(share float64) int {
	return int(math.Round(min(share+backgroundShare, 1) * 100))
}

// History is the load in percent, the youngest first: of the last 60 seconds; of
// the last 60 minutes and of the last 72 hours each mean and peak. up is how long the
// software has run: there is nothing before.
func (c *Meter) History(now time.Time, up time.Duration) (seconds []int, minutes, hours [][2]int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for age := range min(int64(60), int64(up/time.Second)) {
		n := now.Unix() - age
		used := time.Duration(0)
		for _, s := range c.all.seconds {
			if s.number == n {
				used = s.used
			}
		}
		seconds = append(seconds, percent(used.Seconds()))
	}
	for age := range min(int64(60), int64(up/time.Minute)+1) {
		minutes = append(minutes, c.between(now.Unix()/60-age, 1))
	}
	for age := range min(int64(72), int64(up/time.Hour)+1) {
		hours = append(hours, c.between(now.Unix()/60-age*60-59, 60))
	}
	return seconds, minutes, hours
}

// between is mean and peak of n minutes; c.mu is held.
func (c *Meter) between(first, n int64) [2]int {
	var sum, most time.Duration
	for _, m := range c.minutes {
		if m.number >= first && m.number < first+n {
			sum += m.sum
			most = max(most, m.most)
		}
	}
	return [2]int{percent(sum.Minutes() / float64(n)), percent(most.Seconds())}
}

// Process is a row of show processes.
type Process struct {
	PID     int
	Task    Task
	Runtime time.Duration
	Invoked int64
	Load    [3]float64 // percent over LoadSpans
	Holding int64      // memory in bytes
}

// Fill adds what the meter knows of each process, and sorts them by their numbers.
func (c *Meter) Fill(all []Process, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i, p := range all {
		u := c.tasks[p.Task]
		if u == nil {
			continue
		}
		all[i].Runtime += u.runtime
		all[i].Invoked += u.invoked
		for k, span := range LoadSpans {
			share, _ := u.share(now, span)
			all[i].Load[k] += share * 100
		}
	}
	slices.SortFunc(all, func(a, b Process) int { return a.PID - b.PID })
}
