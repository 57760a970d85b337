package showcmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios/capture"
)

// show monitor capture follows the examples in the IOS Embedded Packet Capture guide
// [UNSOURCED columns].

var (
	monitorWord   = grammar.Kw("monitor", "Monitoring different system events")
	captureWord   = grammar.Kw("capture", "Capture packets")
	captureBuffer = grammar.AnyWord("Name of the Capture Buffer")
	capturePoint  = grammar.AnyWord("Name of the Capture Point")
	captureAll    = grammar.Kw("all", "All of them")
	captureDump   = grammar.Kw("dump", "Hex Dump of the captured Buffer")
	captureParams = grammar.Kw("parameters", "Parameters of capture buffer")
)

var monitorRows = []*cli.Row{
	privileged(showBuffers, monitorWord, captureWord, grammar.Kw("buffer", "Capture Buffer Contents"),
		grammar.Alt(captureAll, captureBuffer), grammar.Opt(grammar.Alt(captureDump, captureParams))),
	privileged(showPoints, monitorWord, captureWord, grammar.Kw("point", "Capture Point Contents"),
		grammar.Alt(captureAll, capturePoint)),
}

func showBuffers(c *cli.Ctx) error {
	name, one := captureBuffer.Get(c.Match)
	found := false
	for _, b := range c.System.Captures().Buffers() {
		if one && b.Name != name {
			continue
		}
		found = true
		switch {
		case captureParams.In(c.Match):
			showParameters(c, b)
		default:
			for _, f := range b.Frames() {
				showFrame(c, f, captureDump.In(c.Match))
			}
		}
	}
	if one && !found {
		return &cli.UserError{Text: fmt.Sprintf("%% Capture Buffer %s does not exist\n", name)}
	}
	return nil
}

func showParameters(c *cli.Ctx, b capture.Buffer) {
	l := b.Limits()
	kind := "linear"
	if l.Circular {
		kind = "circular"
	}
	c.Printf("Capture buffer %s (%s buffer)\n", b.Name, kind)
	c.Printf("Buffer Size : %d bytes, Max Element Size : %d bytes, Packets : %d\n", l.Size, l.Element, len(b.Frames()))
	c.Printf("Allow-nth-pak : %d, Duration : %d (seconds), Max packets : %d, pps : %d\n",
		l.Nth, int(l.Duration/time.Second), l.Packets, l.PerSecond)
	c.Printf("Associated Capture Points:\n")
	var associated []string
	for _, p := range c.System.Captures().Points() {
		if p.Buffer == b.Name {
			c.Printf("Name : %s, Status : %s\n", p.Name, pointStatus(p))
			associated = append(associated, fmt.Sprintf("monitor capture point associate %s %s\n", p.Name, b.Name))
		}
	}
	c.Printf("Configuration:\n")
	line := fmt.Sprintf("monitor capture buffer %s size %d max-size %d", b.Name, l.Size>>10, l.Element)
	if l.Circular {
		line += " circular"
	}
	c.Printf("%s\n", line)
	if b.List != "" {
		c.Printf("monitor capture buffer %s filter access-list %s\n", b.Name, b.List)
	}
	c.Printf("%s", strings.Join(associated, ""))
}

func pointStatus(p capture.Point) string {
	if p.Active {
		return "Active"
	}
	return "Inactive"
}

// showFrame prints the line of a frame, "11:13:00.593 UTC Mar 21 2007 : IPv4 Process :
// Gi0/0 None", and with dump its bytes next to their characters.
func showFrame(c *cli.Ctx, f wire.Frame, dump bool) {
	in, out := "None", "None"
	if f.Sent {
		out = ifname.Short(f.From)
	} else {
		in = ifname.Short(f.From)
	}
	c.Printf("%s : %-17s: %s %s\n", f.At.In(c.System.Location()).Format("15:04:05.000 MST Jan 2 2006"), "IPv4 Process", in, out)
	if !dump {
		return
	}
	c.Printf("\n")
	for at := 0; at < len(f.Data); at += 16 {
		part := f.Data[at:min(at+16, len(f.Data))]
		var hex, text strings.Builder
		for i, b := range part {
			if i%4 == 0 && i > 0 {
				hex.WriteByte(' ')
			}
			fmt.Fprintf(&hex, "%02X", b)
			if b < ' ' || b > '~' {
				b = '.'
			}
			text.WriteByte(b)
		}
		c.Printf("%08X: %-35s  %s\n", at, hex.String(), text.String())
	}
	c.Printf("\n")
}

func showPoints(c *cli.Ctx) error {
	name, one := capturePoint.Get(c.Match)
	found := false
	for _, p := range c.System.Captures().Points() {
		if one && p.Name != name {
			continue
		}
		found = true
		path, line := "IPv4 Process", fmt.Sprintf("monitor capture point ip process-switched %s %s", p.Name, p.Direction)
		if p.Switching == "cef" {
			path, line = "IPv4 CEF", fmt.Sprintf("monitor capture point ip cef %s %s %s", p.Name, p.Interface, p.Direction)
		}
		buffer := p.Buffer
		if buffer == "" {
			buffer = "None"
		}
		c.Printf("Status Information for Capture Point %s\n%s\nSwitch Path: %-20s, Capture Buffer: %-20s\nStatus : %s\n\nConfiguration:\n%s\n",
			p.Name, path, path, buffer, pointStatus(p), line)
	}
	if one && !found {
		return &cli.UserError{Text: fmt.Sprintf("%% Capture Point %s does not exist\n", name)}
	}
	return nil
}
