package syscmd

import (
	"fmt"
	"strconv"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios/capture"
)

// Embedded Packet Capture follows the IOS configuration guide of that name, which has the
// messages BUFCAP-6-CREATE, -ENABLE, -DISABLE and -DELETE. The errors are [UNSOURCED].

var (
	monitorWord  = grammar.Kw("monitor", "Monitoring different system events")
	captureWord  = grammar.Kw("capture", "Capture packets")
	bufferWord   = grammar.Kw("buffer", "Control Capture Buffers")
	pointWord    = grammar.Kw("point", "Control Capture Points")
	bufferName   = grammar.AnyWord("Name of the Capture Buffer")
	pointName    = grammar.AnyWord("Name of the Capture Point")
	noMonitor    = grammar.Kw("no", "Disable debugging functions")
	bufferSize   = grammar.Int(1, 102400, "Buffer size in Kbytes : 102400K or less (default is 1024K)")
	elementSize  = grammar.Int(68, 9500, "Element size in bytes : 9500 bytes or less (default is 68 bytes)")
	circularWord = grammar.Kw("circular", "Circular Buffer")
	linearWord   = grammar.Kw("linear", "Linear Buffer(Default)")
	bufferExport = cli.NewFile(ifs.CanWrite, "Location to dump buffer on", false)
	filterList   = grammar.Int(1, 199, "IP access list (standard or extended)")
	filterLong   = grammar.Int(1300, 2699, "IP expanded access list (standard or extended)")
	filterName   = grammar.AnyWord("IP access-list name")
	clearWordCap = grammar.Kw("clear", "Clear contents of capture buffer")
	limitNth     = grammar.Int(1, 2147483647, "Packet sampling rate (every nth packet)")
	limitTime    = grammar.Int(1, 2147483647, "Duration in seconds")
	limitPackets = grammar.Int(1, 2147483647, "Number of packets")
	limitRate    = grammar.Int(1, 2147483647, "Packets per second")
	pointPort    = cli.NewInterfaceWords()
	pointIn      = grammar.Kw("in", "Inbound traffic")
	pointOut     = grammar.Kw("out", "Outbound traffic")
	pointBoth    = grammar.Kw("both", "Inbound and outbound packets")
	pointFromUs  = grammar.Kw("from-us", "Packets originating locally")
	pointCEF     = grammar.Kw("cef", "IPv4 CEF")
	pointProcess = grammar.Kw("process-switched", "Process switched packets")
	pointAll     = grammar.Kw("all", "All capture points")
)

func monitorRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	head := []grammar.Node{monitorWord, captureWord}
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Syntax: grammar.Seq(append(head, words...)...), Run: run}
}

func noMonitorRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	head := []grammar.Node{noMonitor, monitorWord, captureWord}
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Syntax: grammar.Seq(append(head, words...)...), Run: run}
}

func pointSyntax() grammar.Node {
	return grammar.Seq(grammar.Kw("ip", "IPv4"), grammar.Alt(
		grammar.Seq(pointCEF, pointName, pointPort.Node, grammar.Alt(pointIn, pointOut, pointBoth)),
		grammar.Seq(pointProcess, pointName, grammar.Alt(pointIn, pointOut, pointBoth, pointFromUs))))
}

var monitorRows = []*cli.Row{
	monitorRow(makeBuffer, bufferWord, bufferName, grammar.Opt(grammar.AnyOf(
		grammar.Seq(grammar.Kw("size", "Packet Dump buffer size (in Kbytes)"), bufferSize),
		grammar.Seq(grammar.Kw("max-size", "Maximum size of element in the buffer (in bytes)"), elementSize),
		grammar.Alt(circularWord, linearWord)))),
	monitorRow(bufferDo(func(_ *cli.Ctx, b capture.Buffer) error { b.Clear(); return nil }), bufferWord, bufferName, clearWordCap),
	monitorRow(bufferDo(exportBuffer), bufferWord, bufferName, grammar.Kw("export", "Export in Pcap format"), bufferExport),
	monitorRow(bufferDo(filterBuffer), bufferWord, bufferName, grammar.Kw("filter", "Configure filters"),
		grammar.Kw("access-list", "Set access list"), grammar.Alt(filterList, filterLong, filterName)),
	monitorRow(bufferDo(limitBuffer), bufferWord, bufferName, grammar.Kw("limit", "Limit the packets dumped to the buffer"), grammar.Alt(
		grammar.Seq(grammar.Kw("allow-nth-pak", "Allow every nth packet only"), limitNth),
		grammar.Seq(grammar.Kw("duration", "Duration of capture (in seconds)"), limitTime),
		grammar.Seq(grammar.Kw("packet-count", "Limit number of packets to capture"), limitPackets),
		grammar.Seq(grammar.Kw("packets-per-sec", "Limit the packet copy rate"), limitRate))),
	noMonitorRow(bufferDo(func(c *cli.Ctx, b capture.Buffer) error { c.System.Captures().DropBuffer(b.Name); return nil }), bufferWord, bufferName),

	monitorRow(makePoint, pointWord, pointSyntax()),
	noMonitorRow(dropPoint, pointWord, pointSyntax()),
	monitorRow(associate, pointWord, grammar.Kw("associate", "Associate capture point with capture buffer"), pointName, bufferName),
	monitorRow(pointDo(func(c *cli.Ctx, p capture.Point) error {
		p.Buffer, p.Active = "", false
		c.System.Captures().PutPoint(p)
		return nil
	}), pointWord, grammar.Kw("disassociate", "Dis-associate capture point from capture buffer"), pointName),
	monitorRow(switchPoints(true), pointWord, grammar.Kw("start", "Enable Capture Point"), grammar.Alt(pointAll, pointName)),
	monitorRow(switchPoints(false), pointWord, grammar.Kw("stop", "Disable Capture Point"), grammar.Alt(pointAll, pointName)),
}

// makeBuffer creates a buffer, or changes the settings of an existing one.
func makeBuffer(c *cli.Ctx) error {
	b := c.System.Captures().MakeBuffer(bufferName.Of(c.Match))
	l := b.Limits()
	if n, ok := bufferSize.Get(c.Match); ok {
		l.Size = n << 10
	}
	if n, ok := elementSize.Get(c.Match); ok {
		l.Element = n
	}
	if circularWord.In(c.Match) || linearWord.In(c.Match) {
		l.Circular = circularWord.In(c.Match)
	}
	b.SetLimits(l)
	return nil
}

func bufferDo(do func(*cli.Ctx, capture.Buffer) error) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		name := bufferName.Of(c.Match)
		b, ok := c.System.Captures().Buffer(name)
		if !ok {
			return &cli.UserError{Text: fmt.Sprintf("%% Capture Buffer %s does not exist\n", name)}
		}
		return do(c, b)
	}
}

// exportBuffer writes the frames of a buffer to a capture file.
func exportBuffer(c *cli.Ctx, b capture.Buffer) error {
	fs, n, err := c.Files().Resolve(c.Abs(bufferExport.Of(c.Match)))
	if err != nil {
		return err
	}
	frames := b.Frames()
	w, err := ifs.Create(c, fs, n, wire.PcapSize(frames))
	if err != nil {
		return err
	}
	if err := wire.WritePcap(w, frames); err != nil {
		_ = w.Abort() // the first error is returned
		return err
	}
	return w.Commit()
}

func filterBuffer(c *cli.Ctx, b capture.Buffer) error {
	list, _ := filterName.Get(c.Match)
	for _, number := range []*grammar.Arg[int]{filterList, filterLong} {
		if n, ok := number.Get(c.Match); ok {
			list = strconv.Itoa(n)
		}
	}
	c.System.Captures().Filter(b.Name, list)
	return nil
}

func limitBuffer(c *cli.Ctx, b capture.Buffer) error {
	l := b.Limits()
	if n, ok := limitNth.Get(c.Match); ok {
		l.Nth = n
	}
	if n, ok := limitTime.Get(c.Match); ok {
		l.Duration = time.Duration(n) * time.Second
	}
	if n, ok := limitPackets.Get(c.Match); ok {
		l.Packets = n
	}
	if n, ok := limitRate.Get(c.Match); ok {
		l.PerSecond = n
	}
	b.SetLimits(l)
	return nil
}

// makePoint creates a capture point, which is inactive.
func makePoint(c *cli.Ctx) error {
	p := capture.Point{Name: pointName.Of(c.Match), Switching: "process-switched"}
	if pointCEF.In(c.Match) {
		name, _, err := pointPort.Get(c)
		if err != nil {
			return err
		}
		p.Switching, p.Interface = "cef", name
	}
	for _, w := range []struct {
		word *grammar.Keyword
		is   string
	}{{pointIn, "in"}, {pointOut, "out"}, {pointBoth, "both"}, {pointFromUs, "from-us"}} {
		if w.word.In(c.Match) {
			p.Direction = w.is
		}
	}
	if _, ok := c.System.Captures().Point(p.Name); ok {
		return &cli.UserError{Text: fmt.Sprintf("%% Capture Point %s already exists\n", p.Name)}
	}
	c.System.Captures().PutPoint(p)
	c.System.Logf("BUFCAP-6-CREATE", "Capture Point %s created.", p.Name)
	return nil
}

func pointDo(do func(*cli.Ctx, capture.Point) error) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		name := pointName.Of(c.Match)
		p, ok := c.System.Captures().Point(name)
		if !ok {
			return noPoint(name)
		}
		return do(c, p)
	}
}

func noPoint(name string) error {
	return &cli.UserError{Text: fmt.Sprintf("%% Capture Point %s does not exist\n", name)}
}

var dropPoint = pointDo(func(c *cli.Ctx, p capture.Point) error {
	c.System.Captures().DropPoint(p.Name)
	c.System.Logf("BUFCAP-6-DELETE", "Capture Point %s deleted.", p.Name)
	return nil
})

func associate(c *cli.Ctx) error {
	return bufferDo(func(c *cli.Ctx, b capture.Buffer) error {
		return pointDo(func(c *cli.Ctx, p capture.Point) error {
			p.Buffer = b.Name
			c.System.Captures().PutPoint(p)
			return nil
		})(c)
	})(c)
}

// switchPoints returns a function that activates or deactivates one capture point, or all
// of them.
func switchPoints(on bool) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		name, one := pointName.Get(c.Match)
		found := false
		for _, p := range c.System.Captures().Points() {
			if one && p.Name != name {
				continue
			}
			found = true
			if on && p.Buffer == "" {
				return &cli.UserError{Text: fmt.Sprintf("%% Capture Point %s is not associated with a buffer\n", p.Name)}
			}
			if p.Active == on {
				continue
			}
			p.Active = on
			c.System.Captures().PutPoint(p)
			if on {
				c.System.Logf("BUFCAP-6-ENABLE", "Capture Point %s enabled.", p.Name)
			} else {
				c.System.Logf("BUFCAP-6-DISABLE", "Capture Point %s disabled.", p.Name)
			}
		}
		if one && !found {
			return noPoint(name)
		}
		return nil
	}
}
