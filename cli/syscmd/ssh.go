package syscmd

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/internal/sshclient"
)

var (
	sshAs      = grammar.Kw("-l", "Log in using this user name")
	sshUser    = grammar.AnyWord("User name")
	sshHost    = grammar.AnyWord("IP address or hostname of a remote system")
	sshPort    = grammar.Int(1, 65535, "Port number")
	sshVersion = grammar.Int(1, 2, "Protocol version")
	sshPrompts = grammar.Int(1, 6, "Number of password prompts")
	sshCommand = grammar.Text("Command to be executed on the remote system")
	sshCipher  = choice("3des", "3DES", "aes128-cbc", "AES 128 bits", "aes192-cbc", "AES 192 bits", "aes256-cbc", "AES 256 bits",
		"aes128-ctr", "AES 128 bits", "aes192-ctr", "AES 192 bits", "aes256-ctr", "AES 256 bits")
	sshMAC = choice("hmac-md5", "HMAC-MD5", "hmac-md5-96", "HMAC-MD5-96", "hmac-sha1", "HMAC-SHA1", "hmac-sha1-96", "HMAC-SHA1-96")
)

// choices are keywords of which exactly one is typed.
type choices struct {
	words []*grammar.Keyword
	names []string
	node  grammar.Node
}

// choice returns the choices for a list of words, each followed by its help text.
func choice(words ...string) choices {
	var c choices
	var nodes []grammar.Node
	for i := 0; i < len(words); i += 2 {
		k := grammar.Kw(words[i], words[i+1])
		c.words, c.names, nodes = append(c.words, k), append(c.names, words[i]), append(nodes, k)
	}
	c.node = grammar.Alt(nodes...)
	return c
}

// of returns the word that was typed, "" if none was.
func (c choices) of(m *grammar.Match) string {
	for i, k := range c.words {
		if k.In(m) {
			return c.names[i]
		}
	}
	return ""
}

// sshDefault is the default port, and sshTries the number of attempts to enter the
// password.
const (
	sshDefault = 22
	sshTries   = 3
)

// sshRow has the options of IOS 15. Its refusals are [UNSOURCED].
var sshRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("ssh", "Open a secure shell client connection"), grammar.AnyOf(
		grammar.Seq(grammar.Kw("-c", "Select encryption algorithm"), sshCipher.node),
		grammar.Seq(sshAs, sshUser),
		grammar.Seq(grammar.Kw("-m", "Select HMAC algorithm"), sshMAC.node),
		grammar.Seq(grammar.Kw("-o", "Specify options"), grammar.Kw("numberofpasswordprompts", "Number of password prompts"), sshPrompts),
		grammar.Seq(grammar.Kw("-p", "Connect to this port"), sshPort),
		grammar.Seq(grammar.Kw("-v", "Specify SSH Protocol Version"), sshVersion)), sshHost, grammar.Opt(sshCommand)),
	Run: func(c *cli.Ctx) error {
		user, given := sshUser.Get(c.Match)
		if !given {
			if user, _ = c.Session.TTY().User(); user == "" {
				return &cli.UserError{Text: "% No user specified nor available for SSH client\n"}
			}
		}
		port := sshDefault
		if n, ok := sshPort.Get(c.Match); ok {
			port = n
		}
		host := sshHost.Of(c.Match)
		addr, err := c.System.LookupHost(c, host)
		if err != nil {
			return &cli.UserError{Text: "% Unrecognized host or address.\n"}
		}
		if v, ok := sshVersion.Get(c.Match); ok && v == 1 {
			return &cli.UserError{Text: closedBy(host)} // a server of version 2 closes the connection
		}
		return secureShell(c, user, host, netip.AddrPortFrom(addr, uint16(port)))
	},
}

// closedBy returns the message for a connection that the remote end has refused.
func closedBy(host string) string { return "[Connection to " + host + " closed by foreign host]\n" }

func secureShell(c *cli.Ctx, user, host string, to netip.AddrPort) error {
	conn, err := c.System.Dial(c, to.String())
	if err != nil {
		return notConnected(c, "", err)
	}
	stop := context.AfterFunc(c, func() { conn.Close() })
	client, err := handshake(c, conn, user, to)
	if err == nil && !stop() {
		err = context.Cause(c)
	}
	if err != nil {
		conn.Close()
		switch {
		case interrupted(c), errors.Is(err, cli.ErrAborted):
			return cli.ErrAborted
		case c.Err() != nil:
			return context.Cause(c)
		}
		return &cli.UserError{Text: closedBy(host)}
	}
	remote, err := openShell(c, client)
	if err != nil {
		client.Close()
		return &cli.UserError{Text: closedBy(host)}
	}
	return c.Session.Connect(c, host, to.Addr(), remote)
}

// handshake logs in to the server. It asks for a password as the server requires.
func handshake(c *cli.Ctx, conn net.Conn, user string, to netip.AddrPort) (*ssh.Client, error) {
	tries := sshTries
	if n, ok := sshPrompts.Get(c.Match); ok {
		tries = n
	}
	var stopped error // set when the user ends a question
	ask := func(question string) (string, error) {
		if stopped != nil {
			return "", stopped
		}
		var answer string
		answer, stopped = c.AskSecret(question)
		return answer, stopped
	}
	conf := sshclient.Config(user,
		ssh.RetryableAuthMethod(ssh.KeyboardInteractive(func(_, instruction string, questions []string, _ []bool) ([]string, error) {
			c.Printf("%s", printable.Lines(instruction))
			var out []string
			for _, q := range questions {
				a, err := ask(printable.Text(q))
				if err != nil {
					return nil, err
				}
				out = append(out, a)
			}
			return out, nil
		}), tries),
		ssh.RetryableAuthMethod(ssh.PasswordCallback(func() (string, error) { return ask("Password: ") }), tries))
	conf.BannerCallback = func(text string) error {
		c.Printf("%s", printable.Lines(text))
		return nil
	}
	if name := sshCipher.of(c.Match); name != "" {
		conf.Ciphers = []string{strings.Replace(name, "3des", "3des-cbc", 1)}
	}
	if name := sshMAC.of(c.Match); name != "" {
		conf.MACs = []string{name}
	}
	k, chans, reqs, err := ssh.NewClientConn(conn, to.String(), conf)
	if err != nil {
		return nil, errors.Join(stopped, err)
	}
	return ssh.NewClient(k, chans, reqs), nil
}

// sshRemote is the remote end of an SSH session.
type sshRemote struct {
	client  *ssh.Client
	session *ssh.Session
	in      io.Writer
	out     io.Reader
}

// openShell starts a shell on a pseudo-terminal, or runs the command of the line.
func openShell(c *cli.Ctx, client *ssh.Client) (*sshRemote, error) {
	s, err := client.NewSession()
	if err != nil {
		return nil, err
	}
	r := &sshRemote{client: client, session: s}
	if r.in, err = s.StdinPipe(); err != nil {
		return nil, err
	}
	if r.out, err = s.StdoutPipe(); err != nil {
		return nil, err
	}
	if command, ok := sshCommand.Get(c.Match); ok {
		return r, s.Start(command)
	}
	width, length := c.Session.Terminal().Size()
	if err := s.RequestPty("vt100", length, width, nil); err != nil {
		return nil, err
	}
	return r, s.Shell()
}

func (r *sshRemote) Read(p []byte) (int, error)  { return r.out.Read(p) }
func (r *sshRemote) Write(p []byte) (int, error) { return r.in.Write(p) }
func (r *sshRemote) Close() error                { return r.client.Close() }

// Break sends the Break signal (RFC 4335).
func (r *sshRemote) Break() error {
	_, err := r.session.SendRequest("break", false, ssh.Marshal(struct{ Milliseconds uint32 }{500}))
	return err
}
