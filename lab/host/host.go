package host

import (
	"context"
	"io/fs"
	"net/netip"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/lab/network"
	"github.com/iosim/iosim/lab/state"
)

// Host is a host whose servers answer.
type Host struct {
	Name    string
	Address netip.Addr
	// TFTP and FTP are the real sockets; invalid where the host has no such server.
	TFTP, FTP netip.AddrPort
	// HTTP and HTTPS likewise; FTPS is FTP that begins with TLS.
	HTTP, HTTPS, FTPS, SSH netip.AddrPort

	env  *Environment
	root map[string]afero.Fs // by protocol
	log  *hostLog
}

// Environment is what the hosts of a lab share.
type Environment struct {
	Network   *network.Network
	State     *state.State
	Authority *Authority
	Now       func() time.Time // lab time
	// Events gets each line of the hosts' logs, one after the other for each host.
	Events *event.Bus
	// Background runs a server in a goroutine until it ends; panics are reported to the context,
	// and where says what was being done.
	Background func(ctx context.Context, where string, f func())

	throttle accept.Throttle // of all hosts: guesses at one are no better at another
}

// Root is the folder that a protocol of the host serves: "tftp", "ftp". nil if
// the lab does not serve it.
func (h *Host) Root(protocol string) afero.Fs { return h.root[protocol] }

// wellKnown are the ports of the protocols that `at` names.
var wellKnown = map[string]uint16{
	"tftp": 69, "ftp": 21, "ssh": 22, "http": 80, "https": 443, "ftps": 990,
}

// ReadFile gives a file that a protocol of the host serves: "tftp", "ftp".
func (h *Host) ReadFile(protocol, name string) ([]byte, error) {
	root := h.root[protocol]
	if root == nil {
		return nil, fs.ErrNotExist
	}
	return afero.ReadFile(root, "/"+name)
}

// WriteFile puts a file where a protocol of the host serves it.
func (h *Host) WriteFile(protocol, name string, content []byte) error {
	root := h.root[protocol]
	if root == nil {
		return fs.ErrNotExist
	}
	return afero.WriteFile(root, "/"+name, content, 0o644)
}

// Kept is what the host serves, by protocol; false if some of it is not in memory.
func (h *Host) Kept() (state.Kept, bool) { return state.Hold(h.root) }
