package device

import (
	"cmp"
	"slices"
	"sync"
	"sync/atomic"
)

// Meter counts what the devices do that share it. Its zero value is ready; a nil one
// counts nothing. It is safe for concurrent use.
type Meter struct {
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

// Logins are how many logins on vty and console lines succeeded and failed.
func (m *Meter) Logins() (ok, failed int64) { return m.loginsOK.Load(), m.loginsFailed.Load() }

// Reloads are how often devices started anew, but for power-on.
func (m *Meter) Reloads() int64 { return m.reloads.Load() }

// Transfers are the counts by protocol and result, in their order.
func (m *Meter) Transfers() []TransferCount {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []TransferCount
	for _, t := range m.transfers {
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

// Transferred counts a file.
func (m *Meter) Transferred(protocol string, bytes int64, ok bool) {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	k := transferKind{protocol, ok}
	t := m.transfers[k]
	if t == nil {
		if m.transfers == nil {
			m.transfers = map[transferKind]*TransferCount{}
		}
		t = &TransferCount{Protocol: protocol, OK: ok}
		m.transfers[k] = t
	}
	t.Files++
	t.Bytes += bytes
}

// Login counts a login that succeeded or failed.
func (m *Meter) Login(ok bool) {
	switch {
	case m == nil:
	case ok:
		m.loginsOK.Add(1)
	default:
		m.loginsFailed.Add(1)
	}
}

func (m *Meter) reloaded() {
	if m != nil {
		m.reloads.Add(1)
	}
}

// Meter is Options.Meter.
func (d *Device) Meter() *Meter { return d.meter }
