package serve

import (
	"context"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/recordfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

// The router as a TFTP server serves the files of its tftp-server lines and takes none.
// A file is not looked for before a client asks for it (ios-files.md 13).

// Datagram takes a request at the TFTP port. Without a tftp-server line, and to clients
// that no route leads to, the port does not answer.
func (d *Daemons) Datagram(ctx context.Context, in device.Datagram) {
	if in.Port != tftpPort {
		return
	}
	if !d.sys.Reaches(in.From.Addr()) || len(d.sys.Running().TFTPExports) == 0 {
		return
	}
	d.tftp.Handle(ctx, in.Conn, d.tftpListen(in), in.From, in.Data)
}

// tftpListen opens the socket of a transfer.
func (d *Daemons) tftpListen(in device.Datagram) func(context.Context, netip.AddrPort) (ifs.PacketConn, error) {
	return func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error) {
		c, err := in.Listen(ctx, peer)
		if err != nil {
			return nil, err
		}
		return d.sys.Packets(ctx, c, peer.Addr()), nil
	}
}

// beginTFTP gives a transfer its recorder and its debug; it ends with the software.
func (d *Daemons) beginTFTP(ctx context.Context, r tftpfs.Request) (context.Context, func(error), error) {
	sys := d.sys
	life := sys.Context()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := safego.AfterFunc(life, "tftp transfer", func() { cancel(context.Cause(life)) })
	done := func(error) {
		stop()
		cancel(nil)
	}
	if t := d.tftpTransfer(r); t != nil {
		ctx = recordfs.With(ctx, t)
		end := done
		done = func(err error) {
			end(err)
			t.End(err)
		}
	}
	port := netip.AddrPortFrom(sys.LocalAddr(r.Peer.Addr()), tftpPort)
	readers := sys.CaptureReaders()
	if debug := d.serverDebug(r); debug != nil {
		readers = append(readers, debug)
	}
	if len(readers) > 0 || sys.Capture() != nil {
		rec := sys.Capture().Begin(sys.Hostname(), "tftp", ifs.Name{Path: r.File}.Base(), sys.Instant, readers...)
		rec.Request(port, r.Peer, r.Packet)
		ctx = wire.With(ifs.WithTrace(ctx, &ifs.Trace{Timeout: rec.Timeout}), rec)
		end := done
		done = func(err error) {
			end(err)
			_ = rec.End() // the folder keeps the error
		}
	}
	return ctx, done, nil
}

// tftpPort is where requests go.
const tftpPort = 69

// serverDebug prints what the server does, if a debug flag of TFTP is on.
func (d *Daemons) serverDebug(r tftpfs.Request) wire.Reader {
	sys := d.sys
	if !sys.Debugging(system.DebugTFTPEvents) && !sys.Debugging(system.DebugTFTPPackets) {
		return nil
	}
	return wire.NewServerDebug(sys.Via(r.Peer.Addr()), func() bool { return sys.Debugging(system.DebugTFTPPackets) }, sys.Debugf)
}

// tftpServed is the files of the tftp-server lines.
type tftpServed struct{ sys *system.System }

// Open implements tftpfs.Files. A name that no line lists is not found; one whose
// lists do not permit the client is an access violation [UNSOURCED codes].
func (s tftpServed) Open(ctx context.Context, r tftpfs.Request) (ifs.File, error) {
	kind := ifs.KindNotExist
	name := strings.TrimLeft(r.File, "/")
	for _, e := range s.sys.Running().TFTPExports {
		if e.Name != name {
			continue
		}
		if e.List != "" && !admits(s.sys, e.List, r.Peer.Addr()) {
			kind = ifs.KindPermission
			continue
		}
		n, err := s.sys.Files().Parse(e.File)
		if err != nil {
			return nil, err
		}
		fs, full, err := s.sys.Files().Resolve(n)
		if err != nil {
			return nil, err
		}
		if fs.Info().Type == ifs.Network {
			break // no server of another's files
		}
		f, err := ifs.Open(ctx, fs, full)
		if err != nil {
			return nil, err
		}
		return recordfs.Serve(ctx, full, f), nil
	}
	return nil, &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Path: r.File}, Kind: kind}
}

// Create implements tftpfs.Files: the router takes no files.
func (s tftpServed) Create(_ context.Context, r tftpfs.Request, _ int64) (ifs.Writer, error) {
	return nil, &ifs.Error{Op: ifs.OpWrite, Name: ifs.Name{Path: r.File}, Kind: ifs.KindPermission}
}

// admits judges a client by a standard access list; an entry with `log` says
// so (IOS System Messages Guide, SEC-6-IPACCESSLOGS).
func admits(sys *system.System, list string, from netip.Addr) bool {
	permitted, log := sys.Running().AccessList(list).Judge(running.Packet{Protocol: running.UDP, Source: from})
	if log {
		verb := "denied"
		if permitted {
			verb = "permitted"
		}
		sys.Logf("SEC-6-IPACCESSLOGS", "list %s %s %s 1 packet", list, verb, from)
	}
	return permitted
}
