package system

import (
	"context"
	"slices"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios/capture"
	"github.com/iosim/iosim/ios/running"
)

// The debug flags that show transfers.
const (
	DebugTFTPEvents  = "tftp events"
	DebugTFTPPackets = "tftp packets"
	DebugFTP         = "ip ftp"
)

// record begins the record of one operation on a file of a server, where a capture or
// a debug flag wants it.
func (sys *System) record(ctx context.Context, n ifs.Name) (_ context.Context, end func()) {
	readers := sys.CaptureReaders()
	if debug := sys.debugOf(n.Prefix); debug != nil {
		readers = append(readers, debug)
	}
	return recordfs.Start(ctx, sys.Capture(), sys.Hostname(), n, sys.instant, readers...)
}

// Captures are the buffers and points of Embedded Packet Capture.
func (sys *System) Captures() *capture.Set { return &sys.captures }

// CaptureReaders watch a transfer for the points of Embedded Packet Capture.
func (sys *System) CaptureReaders() []wire.Reader {
	return sys.captures.Readers(sys.out.Via, sys.passes)
}

// passes judges a frame by an access list; one that is not of IPv4 passes none.
func (sys *System) passes(list string, frame []byte) bool {
	p, ok := running.ParseFrame(frame)
	if !ok {
		return false
	}
	permitted, _ := sys.Running().AccessList(list).Judge(p)
	return permitted
}

// debugOf prints what a protocol does, if its debug flag is on.
func (sys *System) debugOf(proto string) wire.Reader {
	flags := map[string][]string{"tftp": {DebugTFTPEvents, DebugTFTPPackets}, "ftp": {DebugFTP}}[proto]
	if !slices.ContainsFunc(flags, sys.Debugging) {
		return nil
	}
	return wire.NewDebug(proto, func() bool { return sys.Debugging(DebugTFTPPackets) }, sys.Debugf)
}
