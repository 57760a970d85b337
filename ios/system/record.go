package system

import (
	"context"
	"slices"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/internal/wire"
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
	readers := sys.captures.readers(sys)
	if debug := sys.debugOf(n.Prefix); debug != nil {
		readers = append(readers, debug)
	}
	return recordfs.Start(ctx, sys.Capture(), sys.Hostname(), n, sys.instant, readers...)
}

// debugOf prints what a protocol does, if its debug flag is on.
func (sys *System) debugOf(proto string) wire.Reader {
	flags := map[string][]string{"tftp": {DebugTFTPEvents, DebugTFTPPackets}, "ftp": {DebugFTP}}[proto]
	if !slices.ContainsFunc(flags, sys.Debugging) {
		return nil
	}
	return wire.NewDebug(proto, func() bool { return sys.Debugging(DebugTFTPPackets) }, sys.Debugf)
}
