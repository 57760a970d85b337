package tftpfs

import (
	"sync"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/safego"
)

// Limits of dallying.
const (
	maxDallies = 32
	maxDally   = 6 * time.Second        // at real speed
	simDally   = 250 * time.Millisecond // in real time, with a simulated clock
)

// dallies are the sockets of finished reads that wait in the background for a
// repeated last block, which shows that the last ACK was lost (RFC 1350 section 6).
// Each is a goroutine that ends after two time-outs (at most maxDally, or simDally
// with a simulated clock), with the context of its transfer, or with FS.Close. It
// calls no hooks, because the transfer is over.
type dallies struct {
	mu   sync.Mutex
	open map[*link]bool
	wg   safego.Group
}

// start takes over the link of a finished read.
func (d *dallies) start(l *link, r *receiver) {
	stay := simDally
	if !clock.Jumps(l.clk) {
		stay = clock.RealTimeout(l.clk, min(2*l.rtt.timeout(), maxDally))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.open) >= maxDallies || l.arm(time.Now().Add(stay)) != nil {
		_ = l.close()
		return
	}
	if d.open == nil {
		d.open = map[*link]bool{}
	}
	d.open[l] = true
	d.wg.Start(l.ctx, "tftp download", func() {
		defer func() {
			d.mu.Lock()
			defer d.mu.Unlock()
			delete(d.open, l)
			_ = l.close()
		}()
		l.dally(r)
	})
}

// dally acknowledges repetitions of the last block until the read deadline.
func (l *link) dally(r *receiver) {
	for {
		n, from, err := l.conn.ReadFromAddrPort(l.buf)
		if err != nil {
			return
		}
		if from != l.server {
			continue
		}
		if o := r.packet(l.buf[:n]); o.send != nil && o.err == nil {
			if _, err := l.conn.WriteToAddrPort(o.send, from); err != nil {
				return
			}
		}
	}
}

// end ends all goroutines and waits for them.
func (d *dallies) end() {
	d.mu.Lock()
	for l := range d.open {
		_ = l.conn.SetReadDeadline(time.Unix(1, 0))
	}
	d.mu.Unlock()
	d.wg.Wait()
}
