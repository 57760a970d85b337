package syscmd

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strconv"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	telnetHost = grammar.AnyWord("IP address or hostname of a remote system")
	telnetPort = grammar.Int(1, 65535, "Port number")
	sshAs      = grammar.Kw("-l", "Log in using this user name")
	sshUser    = grammar.AnyWord("User name")
	sshHost    = grammar.AnyWord("IP address or hostname of a remote system")
	sshPort    = grammar.Int(1, 65535, "Port number")
)

// Well-known ports.
const (
	telnetDefault = 23
	sshDefault    = 22
)

var telnetRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("telnet", "Open a telnet connection"), telnetHost, grammar.Opt(telnetPort)),
	Run: func(c *cli.Ctx) error {
		port := telnetDefault
		if n, ok := telnetPort.Get(c.Match); ok {
			port = n
		}
		return connect(c, telnetHost.Of(c.Match), port)
	},
}

// connectRow is telnet by another name.
var connectRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("connect", "Open a terminal connection"), telnetHost, grammar.Opt(telnetPort)),
	Run:    telnetRow.Run,
}

// connect opens a connection for the user (ios-boot.md 1.2, 11.3; the refusals
// are IOS's [UNSOURCED]).
func connect(c *cli.Ctx, host string, port int) error {
	addr, err := c.Device.LookupHost(c, host)
	if err != nil {
		return &cli.UserError{Text: "Translating \"" + host + "\"\n% Unknown command or computer name, or unable to find computer address\n"}
	}
	c.Printf("Trying %s ... ", tried(host, addr, port))
	conn, err := c.Device.Dial(c, netip.AddrPortFrom(addr, uint16(port)).String())
	if err != nil {
		return notConnected(c, "\n", err)
	}
	c.Printf("Open\n")
	return relay(c, conn, host)
}

// tried names the other end: the name with its address behind it, or the address;
// a port that was given stands behind it.
func tried(host string, addr netip.Addr, port int) string {
	at := addr.String()
	if port != telnetDefault {
		at += ", " + strconv.Itoa(port)
	}
	if host == addr.String() {
		return at
	}
	return host + " (" + at + ")"
}

func notConnected(c *cli.Ctx, before string, err error) error {
	if interrupted(c) {
		return cli.ErrAborted
	}
	text := "% Connection timed out; remote host not responding\n"
	switch ifs.KindOf(err) {
	case ifs.KindRefused:
		text = "% Connection refused by remote host\n"
	case ifs.KindUnreachable:
		text = "% Destination unreachable; gateway or host down\n"
	}
	return &cli.UserError{Text: before + text + "\n"}
}

// escape is Ctrl-^, which with x behind it leaves a connection; closing it is all
// that is done then.
const escape = 0x1e

// relay copies between the user and the other end until one of them has enough.
func relay(c *cli.Ctx, conn net.Conn, host string) error {
	ctx, cancel := context.WithCancel(c)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer cancel()
		_, _ = io.Copy(c.Out, &plain{conn: conn})
	}()
	err := typeInto(ctx, c, conn)
	conn.Close()
	<-done
	if c.Err() != nil && !interrupted(c) {
		return c.Err()
	}
	c.Printf("\n[Connection to %s closed by foreign host]\n", host)
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	return nil
}

// typeInto sends what the user types until Ctrl-^ x or the end of ctx.
func typeInto(ctx context.Context, c *cli.Ctx, w io.Writer) error {
	escaped := false
	for {
		k, err := c.Session.Terminal().ReadKey(ctx)
		switch {
		case err != nil:
			return err
		case escaped && (k == 'x' || k == 'X'):
			return nil
		case k == escape && !escaped:
			escaped = true
			continue
		}
		escaped = false
		out := []byte{k}
		if k == '\r' {
			out = []byte("\r\n")
		}
		if _, err := w.Write(out); err != nil {
			return err
		}
	}
}

// plain is what the other end sends without its Telnet negotiation: every option
// is refused.
type plain struct {
	conn  net.Conn
	state byte // of the negotiation: 0 none, IAC, or the verb
}

// Telnet's bytes.
const (
	iac  = 255
	dont = 254
	do   = 253
	wont = 252
	will = 251
	sb   = 250
	se   = 240
)

func (p *plain) Read(b []byte) (int, error) {
	for {
		n, err := p.conn.Read(b)
		kept := 0
		for _, x := range b[:n] {
			if p.text(x) {
				b[kept] = x
				kept++
			}
		}
		if kept > 0 || err != nil {
			return kept, err
		}
	}
}

// text reports whether a byte is text, and answers the others.
func (p *plain) text(x byte) bool {
	switch p.state {
	case 0:
		if x == iac {
			p.state = iac
			return false
		}
		return x != 0
	case iac:
		switch x {
		case do, dont, will, wont, sb:
			p.state = x
			return false
		}
		p.state = 0
		return x == iac
	case sb:
		if x == se {
			p.state = 0
		}
		return false
	}
	switch p.state {
	case do:
		_, _ = p.conn.Write([]byte{iac, wont, x})
	case will:
		_, _ = p.conn.Write([]byte{iac, dont, x})
	}
	p.state = 0
	return false
}

// sshRow: a device of the lab that answers is not there yet, so that a connection
// ends before a key is exchanged.
var sshRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("ssh", "Open a secure shell client connection"), grammar.AnyOf(
		grammar.Seq(sshAs, sshUser),
		grammar.Seq(grammar.Kw("-p", "Connect to this port"), sshPort)), sshHost),
	Run: func(c *cli.Ctx) error {
		if name, _ := c.Session.Seat().User(); name == "" && !sshAs.In(c.Match) {
			return &cli.UserError{Text: "% No user specified nor available for SSH client\n"} // [UNSOURCED]
		}
		port := sshDefault
		if n, ok := sshPort.Get(c.Match); ok {
			port = n
		}
		addr, err := c.Device.LookupHost(c, sshHost.Of(c.Match))
		if err != nil {
			return &cli.UserError{Text: "% Unrecognized host or address.\n"} // [UNSOURCED]
		}
		conn, err := c.Device.Dial(c, netip.AddrPortFrom(addr, uint16(port)).String())
		if err != nil {
			return notConnected(c, "", err)
		}
		conn.Close()
		return &cli.UserError{Text: "[Connection to " + sshHost.Of(c.Match) + " aborted: error status 0]\n"} // [UNSOURCED]
	},
}
