package serve

import (
	"net/netip"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/ios/system"
)

// tftpTransfer begins the events of a request to the TFTP server; nil where they have no
// reader.
func (d *Daemons) tftpTransfer(r tftpfs.Request) *recordfs.Transfer {
	return recordfs.Begin(d.sys.Events(), func() event.TransferDone {
		t := event.TransferDone{Protocol: "tftp", Role: "server", Mode: r.Mode, Direction: "out", Peer: r.Peer.Addr().Unmap(), Remote: r.File}
		if r.Write {
			t.Direction = "in"
		}
		return t
	})
}

// scpTransfer begins the events of a file that the SCP server has opened for a client,
// who asked for it under the name asked; direction is "in" or "out". It is nil where they
// have no reader.
func scpTransfer(sys *system.System, direction string, peer netip.Addr, user, asked string, n ifs.Name) *recordfs.Transfer {
	t := recordfs.Begin(sys.Events(), func() event.TransferDone {
		return event.TransferDone{Protocol: "scp", Role: "server", Direction: direction, Peer: peer, User: user, Remote: asked, Local: recordfs.LocalName(n)}
	})
	t.Started()
	return t
}
