package syscmd

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/line"
)

var (
	pingIP      = grammar.Kw("ip", "IP echo")
	pingHost    = grammar.AnyWord("Ping destination address or hostname")
	pingRepeat  = grammar.Int(1, 2147483647, "Repeat count")
	pingSize    = grammar.Int(36, 18024, "Datagram size")
	pingTimeout = grammar.Int(0, 3600, "Timeout in seconds")
	pingSource  = cli.NewInterfaceWords()
	pingFrom    = grammar.IPv4("Source address")
)

// probe describes what ping sends.
type probe struct {
	to           netip.Addr
	repeat, size int
	timeout      time.Duration
	source       netip.Addr // invalid: the address of the outgoing interface
}

func newProbe() probe { return probe{repeat: 5, size: 100, timeout: 2 * time.Second} }

var pingRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("ping", "Send echo messages"), grammar.Opt(grammar.Opt(pingIP), pingHost, grammar.AnyOf(
		grammar.Seq(grammar.Kw("repeat", "specify repeat count"), pingRepeat),
		grammar.Seq(grammar.Kw("size", "specify datagram size"), pingSize),
		grammar.Seq(grammar.Kw("timeout", "specify timeout interval"), pingTimeout),
		grammar.Seq(grammar.Kw("source", "specify source address or name"), grammar.Alt(pingSource.Node, pingFrom))))),
	Run: func(c *cli.Ctx) error {
		host, given := pingHost.Get(c.Match)
		if !given {
			return askPing(c)
		}
		p := newProbe()
		var err error
		if p.to, err = lookup(c, host); err != nil {
			return err
		}
		if n, ok := pingRepeat.Get(c.Match); ok {
			p.repeat = n
		}
		if n, ok := pingSize.Get(c.Match); ok {
			p.size = n
		}
		if n, ok := pingTimeout.Get(c.Match); ok {
			p.timeout = time.Duration(n) * time.Second
		}
		if name, ok, err := pingSource.Get(c); err != nil {
			return err
		} else if ok {
			if p.source, err = addressOf(c, name); err != nil {
				return err
			}
		}
		if a, ok := pingFrom.Get(c.Match); ok {
			if p.source, err = ownAddress(c, a); err != nil {
				return err
			}
		}
		return ping(c, p)
	},
}

// badHost is the error for a name or address that cannot be resolved [UNSOURCED].
const badHost = "% Unrecognized host or address, or protocol not running.\n"

func lookup(c *cli.Ctx, host string) (netip.Addr, error) {
	a, err := c.System.LookupHost(c, host)
	if err != nil || !a.Is4() {
		return a, &cli.UserError{Text: badHost + "\n"}
	}
	return a, nil
}

// addressOf returns the address of a source interface. The errors are [UNSOURCED].
func addressOf(c *cli.Ctx, iface string) (netip.Addr, error) {
	i, _ := c.System.Interface(iface)
	if !i.Addr.IsValid() || !i.Up() {
		return netip.Addr{}, &cli.UserError{Text: "% Invalid source interface - IP not enabled or interface is down\n"}
	}
	return i.Addr.Addr(), nil
}

func ownAddress(c *cli.Ctx, a netip.Addr) (netip.Addr, error) {
	if c.System.Owns(a) {
		return a, nil
	}
	return a, &cli.UserError{Text: "% Invalid source address- IP address not on any of our up interfaces\n"}
}

// pingColumns is the number of marks in a line [UNSOURCED].
const pingColumns = 70

// ping sends the probes and prints the result (ios-boot.md 11.9). Ctrl-Shift-6 stops it;
// the statistics cover the probes sent until then.
func ping(c *cli.Ctx, p probe) error {
	c.Printf("Type escape sequence to abort.\nSending %d, %d-byte ICMP Echos to %s, timeout is %d seconds:\n",
		p.repeat, p.size, p.to, p.timeout/time.Second)
	if p.source.IsValid() {
		c.Printf("Packet sent with a source address of %s \n", p.source)
	}
	var answers, sent int
	var least, most, sum time.Duration
	for sent < p.repeat {
		rtt, ok, err := c.System.Echo(c, p.to, p.size, p.timeout)
		if err != nil {
			if !interrupted(c) {
				return err
			}
			break
		}
		sent++
		mark := "."
		if ok {
			mark = "!"
			if answers++; answers == 1 || rtt < least {
				least = rtt
			}
			most, sum = max(most, rtt), sum+rtt
		}
		if c.Printf("%s", mark); sent%pingColumns == 0 && sent < p.repeat {
			c.Printf("\n")
		}
	}
	if sent == 0 {
		return nil
	}
	c.Printf("\nSuccess rate is %d percent (%d/%d)", answers*100/sent, answers, sent)
	if answers > 0 {
		mean := sum / time.Duration(answers)
		c.Printf(", round-trip min/avg/max = %d/%d/%d ms", least.Milliseconds(), mean.Milliseconds(), most.Milliseconds())
	}
	c.Printf("\n")
	if c.System.Debugging(debugICMP) {
		for range answers {
			c.System.Debugf(fmt.Sprintf("ICMP: echo reply rcvd, src %s, dst %s, topology BASE, dscp 0 topoid 0", p.to, from(c, p)))
		}
	}
	return nil
}

// debugICMP is the flag of `debug ip icmp`. Its message is that of IOS 15 [UNSOURCED]; the
// console shows the messages after the marks of the ping.
const debugICMP = "ip icmp"

// from returns the address that a probe is sent from.
func from(c *cli.Ctx, p probe) netip.Addr {
	if p.source.IsValid() {
		return p.source
	}
	return c.System.LocalAddr(p.to)
}

// interrupted reports whether the user has stopped the command.
func interrupted(c *cli.Ctx) bool { return errors.Is(context.Cause(c), line.ErrInterrupt) }

// askPing runs the dialog of ping without arguments [UNSOURCED].
func askPing(c *cli.Ctx) error {
	p := newProbe()
	q := dialogue{c: c}
	if proto := q.word("Protocol [ip]: ", "ip"); q.err == nil && !strings.HasPrefix("ip", proto) {
		return &cli.UserError{Text: "% Unknown protocol - \"" + proto + "\", type \"ping ?\" for help\n"}
	}
	host := q.word("Target IP address: ", "")
	if q.err != nil {
		return q.err
	}
	if host == "" {
		return &cli.UserError{Text: "% Bad IP address\n"}
	}
	a, err := c.System.LookupHost(c, host)
	if err != nil || !a.Is4() {
		return &cli.UserError{Text: "% Bad IP address\n"}
	}
	p.to = a
	p.repeat = q.number("Repeat count [5]: ", p.repeat, 1, 2147483647)
	p.size = q.number("Datagram size [100]: ", p.size, 36, 18024)
	p.timeout = time.Duration(q.number("Timeout in seconds [2]: ", 2, 0, 3600)) * time.Second
	if q.yes("Extended commands [n]: ", false) {
		if src := q.word("Source address or interface: ", ""); src != "" && q.err == nil {
			if p.source, q.err = sourceOf(c, src); q.err != nil {
				return q.err
			}
		}
		q.number("Type of service [0]: ", 0, 0, 255)
		q.yes("Set DF bit in IP header? [no]: ", false)
		q.yes("Validate reply data? [no]: ", false)
		q.word("Data pattern [0xABCD]: ", "")
		q.word("Loose, Strict, Record, Timestamp, Verbose[none]: ", "")
	}
	q.yes("Sweep range of sizes [n]: ", false)
	if q.err != nil {
		return q.err
	}
	return ping(c, p)
}

func sourceOf(c *cli.Ctx, word string) (netip.Addr, error) {
	if a, err := netip.ParseAddr(word); err == nil {
		return ownAddress(c, a)
	}
	name, ok := pingSource.Find(c.Session, word)
	if !ok {
		return netip.Addr{}, &cli.UserError{Text: "% Invalid source. Must use same-type full interface name\n"}
	}
	return addressOf(c, name)
}

// dialogue asks a series of questions until an error ends it.
type dialogue struct {
	c   *cli.Ctx
	err error
}

func (q *dialogue) word(prompt, def string) string {
	if q.err != nil {
		return ""
	}
	s, err := q.c.AskLine(prompt)
	q.err = err
	if s == "" {
		return def
	}
	return strings.ToLower(s)
}

func (q *dialogue) number(prompt string, def, lo, hi int) int {
	s := q.word(prompt, strconv.Itoa(def))
	if q.err != nil {
		return def
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < lo || n > hi {
		q.err = &cli.UserError{Text: "% A decimal number between " + strconv.Itoa(lo) + " and " + strconv.Itoa(hi) + ".\n"}
	}
	return n
}

func (q *dialogue) yes(prompt string, def bool) bool {
	s := q.word(prompt, "")
	if s == "" {
		return def
	}
	return strings.HasPrefix("yes", s)
}
