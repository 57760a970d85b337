package syscmd

import (
	"bytes"
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
)

// telnetDefault is the default port.
const telnetDefault = 23

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

// connectRow is another name of telnet.
var connectRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("connect", "Open a terminal connection"), telnetHost, grammar.Opt(telnetPort)),
	Run:    telnetRow.Run,
}

// connect opens a Telnet connection to a host (ios-boot.md 1.2, 11.3; IOS's refusals
// [UNSOURCED]).
func connect(c *cli.Ctx, host string, port int) error {
	addr, err := c.System.LookupHost(c, host)
	if err != nil {
		return &cli.UserError{Text: "Translating \"" + host + "\"\n% Unknown command or computer name, or unable to find computer address\n"}
	}
	c.Printf("Trying %s ... ", tried(host, addr, port))
	conn, err := c.System.Dial(c, netip.AddrPortFrom(addr, uint16(port)).String())
	if err != nil {
		return notConnected(c, "\n", err)
	}
	c.Printf("Open\n")
	return c.Session.Connect(c, host, addr, &telnetRemote{plain: plain{conn: conn}})
}

// tried formats the remote end for the message "Trying …": the name followed by its
// address, or the address alone, followed by a port that was typed.
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

// telnetRemote is the remote end of a Telnet connection.
type telnetRemote struct{ plain }

// Write sends p with Return as CR LF and with each byte 255 doubled.
func (t *telnetRemote) Write(p []byte) (int, error) {
	out := bytes.ReplaceAll(bytes.ReplaceAll(p, []byte{iac}, []byte{iac, iac}), []byte("\r"), []byte("\r\n"))
	if _, err := t.conn.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Break sends the Telnet command BREAK.
func (t *telnetRemote) Break() error {
	_, err := t.conn.Write([]byte{iac, brk})
	return err
}

// Close closes the connection.
func (t *telnetRemote) Close() error { return t.conn.Close() }

// plain reads the data of a connection without its Telnet negotiation. It refuses every
// option.
type plain struct {
	conn  net.Conn
	state byte // state of the negotiation: 0 for none, IAC, or the verb
}

// The Telnet commands (RFC 854).
const (
	iac  = 255
	brk  = 243
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

// text reports whether a byte is data, and answers the negotiation.
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
