package device

import (
	"context"
	"net/netip"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/wire"
)

// The router as a TFTP server gives the files of its tftp-server lines and takes
// none. The file is not looked for before somebody asks (ios-files.md 13).

// tftpExport is a tftp-server line.
type tftpExport struct {
	file string // "flash0:c2900-…"
	name string // what clients ask for: the alias, or the path of file
	list string // access list, "" for everybody
}

// tftpExports are the tftp-server lines of the configuration.
func (d *Device) tftpExports() []tftpExport {
	var out []tftpExport
	for _, l := range d.config.Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 2 || f[0] != "tftp-server" {
			continue
		}
		f = f[1:]
		if !strings.Contains(f[0], ":") && len(f) > 1 { // tftp-server flash NAME
			f = append([]string{f[0] + ":" + f[1]}, f[2:]...)
		}
		_, path, _ := strings.Cut(f[0], ":")
		e := tftpExport{file: f[0], name: path}
		if f = f[1:]; len(f) > 1 && f[0] == "alias" {
			e.name, f = f[1], f[2:]
		}
		if len(f) > 0 {
			e.list = f[0]
		}
		e.name = strings.TrimLeft(e.name, "/")
		out = append(out, e)
	}
	return out
}

// ServeTFTP answers at conn, whose peers have the lab's addresses, what the
// tftp-server lines say, whenever software runs, until ctx ends; listen opens the
// socket of a transfer. Without a line, and to clients that no route leads to, the
// port is as good as closed.
func (d *Device) ServeTFTP(ctx context.Context, conn ifs.PacketConn, listen func(context.Context, netip.AddrPort) (ifs.PacketConn, error)) error {
	s := &tftpfs.Server{
		Files: tftpServed{d}, Begin: d.beginTFTP,
		Listen: func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error) {
			c, err := listen(ctx, peer)
			if err != nil {
				return nil, err
			}
			c = d.out.tapPackets(ctx, c, peer.Addr())
			if count := d.learnARP(peer.Addr()); count != nil {
				c = &countedPackets{c, d, count}
			}
			return c, nil
		},
	}
	return s.Serve(ctx, &tftpPort{conn, d})
}

// tftpPort is the port of requests, which nobody hears while the server is off.
type tftpPort struct {
	ifs.PacketConn
	d *Device
}

func (p *tftpPort) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, from, err := p.PacketConn.ReadFromAddrPort(b)
		if err != nil || p.d.hearsTFTP(from.Addr()) {
			return n, from, err
		}
	}
}

func (d *Device) hearsTFTP(from netip.Addr) bool {
	d.mu.Lock()
	up := d.phase == Up
	d.mu.Unlock()
	_, known := d.out.reach(from)
	return up && known && len(d.tftpExports()) > 0
}

// beginTFTP gives a transfer its recorder and its debug; it ends with the software.
func (d *Device) beginTFTP(ctx context.Context, r tftpfs.Request) (context.Context, func(error), error) {
	d.mu.Lock()
	life := d.life
	d.mu.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	stop := context.AfterFunc(life, func() { cancel(context.Cause(life)) })
	done := func(error) {
		stop()
		cancel(nil)
	}
	port := netip.AddrPortFrom(d.LocalAddr(r.Peer.Addr()), tftpPortNumber)
	readers := d.captures.readers(d)
	if debug := d.serverDebug(r); debug != nil {
		readers = append(readers, debug)
	}
	if len(readers) > 0 || d.capture != nil {
		rec := d.capture.Begin(d.Hostname(), "tftp", ifs.Name{Path: r.File}.Base(), d.instant, readers...)
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

// tftpPortNumber is where requests go.
const tftpPortNumber = 69

// serverDebug prints what the server does, if a debug flag of TFTP is on.
func (d *Device) serverDebug(r tftpfs.Request) wire.Reader {
	if !d.Debugging(DebugTFTPEvents) && !d.Debugging(DebugTFTPPackets) {
		return nil
	}
	return wire.NewServerDebug(d.out.Via(r.Peer.Addr()), func() bool { return d.Debugging(DebugTFTPPackets) }, d.Debugf)
}

// tftpServed is the files of the tftp-server lines.
type tftpServed struct{ d *Device }

// Open implements tftpfs.Files. A name that no line lists is not found; one whose
// lists do not permit the client is an access violation [UNSOURCED codes].
func (s tftpServed) Open(ctx context.Context, r tftpfs.Request) (ifs.File, error) {
	kind := ifs.KindNotExist
	name := strings.TrimLeft(r.File, "/")
	for _, e := range s.d.tftpExports() {
		if e.name != name {
			continue
		}
		if e.list != "" && !s.d.admitsPacket(e.list, r.Peer.Addr()) {
			kind = ifs.KindPermission
			continue
		}
		n, err := s.d.files.Parse(e.file)
		if err != nil {
			return nil, err
		}
		fs, full, err := s.d.files.Resolve(n)
		if err != nil {
			return nil, err
		}
		if fs.Info().Type == ifs.Network {
			break // no server of another's files
		}
		return fs.Open(ctx, full)
	}
	return nil, &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Path: r.File}, Kind: kind}
}

// Create implements tftpfs.Files: the router takes no files.
func (s tftpServed) Create(_ context.Context, r tftpfs.Request, _ int64) (ifs.Writer, error) {
	return nil, &ifs.Error{Op: ifs.OpWrite, Name: ifs.Name{Path: r.File}, Kind: ifs.KindPermission}
}

// admitsPacket judges a client by a standard access list; an entry with `log` says
// so (IOS System Messages Guide, SEC-6-IPACCESSLOGS).
func (d *Device) admitsPacket(list string, from netip.Addr) bool {
	permitted, log := d.judge(list, packet{proto: protoUDP, source: from})
	if log {
		verb := "denied"
		if permitted {
			verb = "permitted"
		}
		d.Logf("SEC-6-IPACCESSLOGS", "list %s %s %s 1 packet", list, verb, from)
	}
	return permitted
}
