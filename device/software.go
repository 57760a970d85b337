package device

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"time"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// Software is what an image holds.
type Software interface {
	// Boot runs the image that the loader loaded: it shows its start on the console,
	// applies the startup-config and returns when the console may be used. The system
	// ends with ctx.
	Boot(ctx context.Context, hw *Device, image boot.Outcome) (System, error)
}

// System is running software.
type System interface {
	// Console shows on the console line that the software is up, and returns what
	// serves its users.
	Console(t *line.Terminal) ConsoleSession
	// Files are the file systems as users of the software name them.
	Files() *ifs.Table
	// Listens reports whether the software takes connections at a TCP port.
	Listens(port uint16) bool
	// Reserve takes a place for a client that opens a connection to a TCP port. The
	// error says why there is none.
	Reserve(port uint16, from netip.Addr) (Reservation, error)
	// Datagram takes a datagram that has reached a UDP port, and returns at once.
	Datagram(ctx context.Context, in Datagram)
	// Owns reports whether an address is that of a port that is up.
	Owns(addr netip.Addr) bool
	// Merge applies a configuration's text. source says where it came from.
	Merge(ctx context.Context, text, source string) error
	// TimeOfDay is the time in the time zone of the software; authoritative reports
	// whether the clock was set or can be trusted.
	TimeOfDay() (now time.Time, authoritative bool)
	// MediumChanged is called when a medium was put into a slot, or taken out.
	MediumChanged(prefix string, fs ifs.FS, inserted bool)
	// FaultSet is called when a fault was set.
	FaultSet(f Fault)
	// CloseSessions ends the sessions of network clients while the software runs on.
	CloseSessions(cause error)
	// Expose is called when other machines can reach the ports of the device. It fails if
	// the configuration lets them in without a secret of its own.
	Expose() error
	// Close waits for what the software has started; its context has ended.
	Close()
}

// ConsoleSession is the console line of running software.
type ConsoleSession interface {
	// Serve serves one user: it waits for the Return key and returns when the user has
	// logged off. An error says that ctx has ended or the line is gone (io.EOF).
	Serve(ctx context.Context) error
	// Close ends the messages on the line.
	Close()
}

// Reservation is the place of one client: a line that is its own.
type Reservation interface {
	// Serve serves the client's connection until it is over, and closes it. It ends
	// with the software.
	Serve(in Incoming) error
	// Release gives the place back. Serve does so too.
	Release()
}

// Incoming is a connection that has reached a TCP port of a device.
type Incoming struct {
	Conn net.Conn
	From netip.AddrPort // the client's end
	// Stall bounds, in real time, how long a client may take no output; 0 is no bound.
	Stall time.Duration
}

// Datagram is a datagram that has reached a UDP port of a device.
type Datagram struct {
	Conn ifs.PacketConn // of the port, for answers
	Port uint16         // of the device: 69
	From netip.AddrPort
	Data []byte // valid until Datagram returns
	// Listen opens another socket of the device for talking to a peer.
	Listen func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error)
}

// Registry knows which software runs which image. The zero value knows none.
type Registry struct{ entries []registryEntry }

type registryEntry struct {
	runs     func(images.Info, *platform.Model) bool
	software Software
}

// Add registers a software for the images that runs reports true for.
func (r *Registry) Add(s Software, runs func(images.Info, *platform.Model) bool) {
	r.entries = append(r.entries, registryEntry{runs, s})
}

// For returns the software of an image: the one that was added first among those that
// run it. It fails if there is none.
func (r *Registry) For(image images.Info, m *platform.Model) (Software, error) {
	for _, e := range r.entries {
		if e.runs(image, m) {
			return e.software, nil
		}
	}
	return nil, fmt.Errorf("no software runs the image %s on a %s", image.Name, m.PID)
}
