// Package metrics counts what happens in a lab. It is a reader of the lab's events.
//
//	var c metrics.Counts
//	stop := c.Follow(bus)
//	…
//	ok, failed := c.Logins()
package metrics

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/event"
)

// Counts are counters of logins, reloads and transfers. Its zero value is ready. It is
// safe for concurrent use.
type Counts struct {
	loginsOK, loginsFailed, reloads atomic.Int64

	mu        sync.Mutex
	transfers map[transferKind]*TransferCount
}

type transferKind struct {
	protocol string
	ok       bool
}

// TransferCount is how many files of a protocol passed over the network, or were
// to, and how many bytes of them.
type TransferCount struct {
	Protocol     string // "tftp", "scp", …
	OK           bool   // whole
	Files, Bytes int64
}

// Follow counts the events of a bus from now on; stop ends it.
func (c *Counts) Follow(bus *event.Bus) (stop func()) {
	return bus.Subscribe(c.count, event.LoggedIn{}, event.LoginRefused{}, event.Restarted{}, event.TransferDone{})
}

func (c *Counts) count(e event.Event) {
	switch w := e.What.(type) {
	case event.LoggedIn:
		if w.Protocol != console {
			c.loginsOK.Add(1)
		}
	case event.LoginRefused:
		if w.Protocol != console {
			c.loginsFailed.Add(1)
		}
	case event.Restarted:
		c.reloads.Add(1)
	case event.TransferDone:
		if w.Role == "server" && w.Protocol == "tftp" {
			return // it is the other side's transfer, which counts there
		}
		c.transferred(w.Protocol, w.Bytes, w.Outcome == "ok")
	}
}

// console is the protocol of logins that do not come over the network.
const console = "console"

// Logins are how many logins over the network succeeded and failed.
func (c *Counts) Logins() (ok, failed int64) { return c.loginsOK.Load(), c.loginsFailed.Load() }

// Reloads are how often devices started anew, but for power-on.
func (c *Counts) Reloads() int64 { return c.reloads.Load() }

// Transfers are the counts by protocol and result, in their order.
func (c *Counts) Transfers() []TransferCount {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []TransferCount
	for _, t := range c.transfers {
		all = append(all, *t)
	}
	slices.SortFunc(all, func(a, b TransferCount) int {
		return cmp.Or(cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(b2i(a.OK), b2i(b.OK)))
	})
	return all
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (c *Counts) transferred(protocol string, bytes int64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := transferKind{protocol, ok}
	t := c.transfers[k]
	if t == nil {
		if c.transfers == nil {
			c.transfers = map[transferKind]*TransferCount{}
		}
		t = &TransferCount{Protocol: protocol, OK: ok}
		c.transfers[k] = t
	}
	t.Files++
	t.Bytes += bytes
}
