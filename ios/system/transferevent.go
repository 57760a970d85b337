package system

import (
	"net/netip"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// tftpTransfer begins the events of a request to the TFTP server; nil where they have no
// reader.
func (sys *System) tftpTransfer(r tftpfs.Request) *recordfs.Transfer {
	return recordfs.Begin(sys.events, func() event.TransferDone {
		d := event.TransferDone{Protocol: "tftp", Role: "server", Mode: r.Mode, Direction: "out", Peer: r.Peer.Addr().Unmap(), Remote: r.File}
		if r.Write {
			d.Direction = "in"
		}
		return d
	})
}

// SCPTransfer begins the events of a file that the SCP server has opened for a client,
// who asked for it under the name asked; direction is "in" or "out". It is nil where they
// have no reader.
func (sys *System) SCPTransfer(direction string, peer netip.Addr, user, asked string, n ifs.Name) *recordfs.Transfer {
	t := recordfs.Begin(sys.events, func() event.TransferDone {
		return event.TransferDone{Protocol: "scp", Role: "server", Direction: direction, Peer: peer, User: user, Remote: asked, Local: recordfs.LocalName(n)}
	})
	t.Started()
	return t
}
