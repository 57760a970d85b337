package host

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/tftp"
	wiretap "github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/lab/network"
)

// LogLine is a request to a host's server, or its answer.
type LogLine struct {
	At     time.Time  // lab time
	Server string     // "tftp", "ftp", "http", "ssh"
	Client netip.Addr // that of the lab, of a program outside it the machine's
	Text   string     // safe to show; passwords are masked
}

// String is the line as a log file has it.
func (l LogLine) String() string {
	return fmt.Sprintf("%s %s %s %s", l.At.Format("2006-01-02 15:04:05.000"), l.Server, l.Client, l.Text)
}

// maxLog is how many lines a host keeps, maxLine how many bytes of one.
const (
	maxLog  = 1000
	maxLine = 1024
)

// hostLog is the log of one host. It is safe for concurrent use.
type hostLog struct {
	now    func() time.Time
	host   netip.Addr
	addrs  *network.AddressMap
	events *event.Source
	order  sync.Mutex // held while a line is kept and emitted, so that both have one order

	mu    sync.Mutex
	lines []LogLine
}

// Log is the last requests to the host's servers and their answers, oldest first.
func (h *Host) Log() []LogLine {
	h.log.mu.Lock()
	defer h.log.mu.Unlock()
	return append([]LogLine(nil), h.log.lines...)
}

func (g *hostLog) add(server string, client netip.Addr, text string) {
	text = printable.Limit(text, maxLine)
	g.order.Lock()
	defer g.order.Unlock()
	l := LogLine{At: g.now(), Server: server, Client: client, Text: text}
	g.keep(l)
	event.EmitAt(g.events, l.At, event.HostLogged{Server: server, Client: client, Text: text})
}

func (g *hostLog) keep(l LogLine) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.lines) >= maxLog {
		g.lines = append(g.lines[:0], g.lines[len(g.lines)-maxLog+1:]...)
	}
	g.lines = append(g.lines, l)
}

// source is the address of the client of a connection, as accept.Options wants it.
func (g *hostLog) source(c net.Conn) netip.Addr { return g.addrs.Caller(c.RemoteAddr()) }

// client gives the function that logs the lines of a TCP connection.
func (g *hostLog) client(server string, c net.Conn) func(text string) {
	at := accept.Source(c)
	return func(text string) {
		if server == "ftp" && !at.IsLoopback() {
			text = g.withAddresses(text, at)
		}
		g.add(server, at, text)
	}
}

// withAddresses puts addresses of the lab in the place of the loopback's, where FTP names
// any.
func (g *hostLog) withAddresses(text string, client netip.Addr) string {
	commas := func(a netip.Addr) string { return strings.ReplaceAll(a.String(), ".", ",") + "," }
	switch {
	case strings.HasPrefix(text, "> PORT "):
		return strings.Replace(text, commas(network.Loopback), commas(client), 1)
	case strings.HasPrefix(text, "> EPRT "):
		return strings.Replace(text, "|"+network.Loopback.String()+"|", "|"+client.String()+"|", 1)
	case strings.HasPrefix(text, "< 227 "):
		return strings.Replace(text, commas(network.Loopback), commas(g.host), 1)
	}
	return text
}

// datagrams is client for a TFTP client.
func (g *hostLog) datagrams(remote netip.AddrPort) func(text string) {
	at := g.peer(remote)
	return func(text string) { g.add("tftp", at, text) }
}

// peer is the address of a TFTP client.
func (g *hostLog) peer(remote netip.AddrPort) netip.Addr {
	if a, ok := g.addrs.Source(remote.Port()); ok {
		return a
	}
	return remote.Addr().Unmap()
}

// transfer logs a TFTP request, and its end (tftpfs.Server.Begin).
func (g *hostLog) transfer(ctx context.Context, r tftpfs.Request) (context.Context, func(error), error) {
	note := g.datagrams(r.Peer)
	if p, err := tftp.Parse(r.Packet); err == nil {
		note(wiretap.Caption(p))
	}
	return ctx, func(err error) { note(ending(r.File, err)) }, nil
}

// ending is the outcome of a transfer.
func ending(file string, err error) string {
	if said := tftpfs.PeerText(err); said != "" {
		return fmt.Sprintf("%q: %s", file, said)
	}
	if err != nil {
		return fmt.Sprintf("%q: %v", file, ifs.KindOf(err))
	}
	return fmt.Sprintf("%q: done", file)
}
