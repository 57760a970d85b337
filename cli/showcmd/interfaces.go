package showcmd

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/ios/traffic"
)

var (
	ifaceDescription = grammar.Kw("description", "Show interface description")
	ifaceSummary     = grammar.Kw("summary", "Show interface summary")
)

// interfacesRow is show interfaces (ios-boot.md 11.9). The lines of a block are those of an
// onboard port of an ISR G2 [UNSOURCED except for the hardware line].
var interfacesRow = user(func(c *cli.Ctx) error {
	switch {
	case ifaceDescription.In(c.Match):
		return interfaceDescriptions(c)
	case ifaceSummary.In(c.Match):
		return interfaceSummary(c)
	}
	name, one, err := ifaceArg.Get(c)
	if err != nil {
		return err
	}
	if one {
		i, _ := c.System.Interface(name)
		interfaceBlock(c, i)
		return nil
	}
	for _, i := range ports(c) {
		interfaceBlock(c, i)
	}
	return nil
}, grammar.Kw("interfaces", "Interface status and configuration"),
	grammar.Opt(grammar.Alt(ifaceDescription, ifaceSummary, ifaceArg.Node)))

// lineState returns the words after "is" and after "line protocol is".
func lineState(i system.Interface) (state, protocol string) {
	switch {
	case i.Down:
		return "administratively down", "down"
	case i.Up():
		return "up", "up"
	}
	return "down", "down"
}

func interfaceBlock(c *cli.Ctx, i system.Interface) {
	state, protocol := lineState(i)
	c.Printf("%s is %s, line protocol is %s \n", i.Name, state, protocol)
	kind, _ := ifname.Of(i.Name)
	look := ifname.LookOf(i.Name)
	switch {
	case kind.IsLoopback():
		interfaceHead(c, i, look.Hardware, look.Encapsulation+", loopback not set")
		c.Printf("  Keepalive set (10 sec)\n")
	case kind.IsSerial():
		interfaceHead(c, i, look.Hardware, serialEncapsulation(i)+", loopback not set")
		c.Printf("  Keepalive set (10 sec)\n")
	case ifname.IsSub(i.Name):
		subInterface(c, i)
		return
	default:
		interfaceHead(c, i, withMAC(c, i), look.Encapsulation+", loopback not set")
		c.Printf("  Keepalive set (10 sec)\n")
		c.Printf("  %s, media type is RJ45\n  output flow-control is unsupported, input flow-control is unsupported\n", duplex(i))
		c.Printf("  ARP type: ARPA, ARP Timeout 04:00:00\n")
	}
	counters(c, c.System.Counter(i.Name).Read(), !kind.IsLoopback())
}

// withMAC returns the hardware line of an interface that has a MAC address.
func withMAC(c *cli.Ctx, i system.Interface) string {
	mac := c.System.MAC(i.Name)
	return fmt.Sprintf("%s, address is %s (bia %s)", ifname.LookOf(i.Name).Hardware, mac, mac)
}

func interfaceHead(c *cli.Ctx, i system.Interface, hardware, encapsulation string) {
	c.Printf("  Hardware is %s\n", hardware)
	if i.Description != "" {
		c.Printf("  Description: %s\n", i.Description)
	}
	if i.Addr.IsValid() {
		c.Printf("  Internet address is %s\n", i.Addr)
	}
	kbit := bandwidth(c, i)
	c.Printf("  MTU %d bytes, BW %d Kbit/sec, DLY %d usec, \n", ifname.LookOf(i.Name).MTU, kbit, delay(i))
	t := c.System.Counter(i.Name).Read()
	c.Printf("     reliability 255/255, txload %d/255, rxload %d/255\n", load(t.OutRate, kbit), load(t.InRate, kbit))
	c.Printf("  Encapsulation %s\n", encapsulation)
}

// ports returns the interfaces in the order of show: those of the hardware first, then the
// ones that the configuration created.
func ports(c *cli.Ctx) []system.Interface {
	var hard, soft []system.Interface
	for _, i := range c.System.Interfaces() {
		if _, ok := c.System.Model().Port(ifname.PortOf(i.Name)); ok {
			hard = append(hard, i)
		} else {
			soft = append(soft, i)
		}
	}
	return append(hard, soft...)
}

// subInterface prints the block of a sub-interface, which has no counters of its own.
func subInterface(c *cli.Ctx, i system.Interface) {
	encapsulation := "802.1Q Virtual LAN"
	if i.VLAN != "" {
		encapsulation += ", Vlan ID  " + i.VLAN + "."
	}
	interfaceHead(c, i, withMAC(c, i), encapsulation)
	c.Printf("  ARP type: ARPA, ARP Timeout 04:00:00\n  Keepalive set (10 sec)\n")
	c.Printf("  Last clearing of \"show interface\" counters never\n")
}

// load returns a rate in bits per second as a fraction of the bandwidth in 255ths, at least
// 1.
func load(rate int64, kbit int) int64 {
	return min(max(rate*255/int64(kbit)/1000, 1), 255)
}

// bandwidth returns the bandwidth in kbit/s: that of `bandwidth` or `speed`, otherwise the
// port's highest speed. A sub-interface has that of its port.
func bandwidth(c *cli.Ctx, i system.Interface) int {
	if i.Bandwidth > 0 {
		return i.Bandwidth
	}
	top := ifname.LookOf(i.Name).Bandwidth
	port, _ := c.System.Interface(ifname.PortOf(i.Name))
	if speed, err := strconv.Atoi(port.Speed); err == nil && speed > 0 { // not "auto"
		return min(speed*1000, top)
	}
	return top
}

// delay returns the delay in microseconds. `delay` sets it in tens of microseconds.
func delay(i system.Interface) int {
	if i.Delay > 0 {
		return i.Delay * 10
	}
	return ifname.LookOf(i.Name).Delay
}

// serialEncapsulation returns the configured encapsulation, HDLC by default.
func serialEncapsulation(i system.Interface) string {
	if i.Encapsulation == "" {
		return ifname.LookOf(i.Name).Encapsulation
	}
	return strings.ToUpper(i.Encapsulation)
}

func duplex(i system.Interface) string {
	mode, speed := "Full", "1Gbps"
	if !i.Link || i.Down {
		mode, speed = "Auto", "Auto Speed"
	}
	switch i.Duplex {
	case "full":
		mode = "Full"
	case "half":
		mode = "Half"
	}
	switch i.Speed {
	case "10":
		speed = "10Mbps"
	case "100":
		speed = "100Mbps"
	case "1000":
		speed = "1Gbps"
	}
	return mode + " Duplex, " + speed
}

func counters(c *cli.Ctx, t traffic.Counts, lan bool) {
	now := c.System.Now()
	c.Printf("  Last input %s, output %s, output hang never\n", ago(t.LastIn, now), ago(t.LastOut, now))
	c.Printf("  Last clearing of \"show interface\" counters %s\n", ago(t.Cleared, now))
	c.Printf("  Input queue: 0/75/0/0 (size/max/drops/flushes); Total output drops: 0\n")
	c.Printf("  Queueing strategy: fifo\n  Output queue: 0/40 (size/max)\n")
	c.Printf("  5 minute input rate %d bits/sec, %d packets/sec\n", t.InRate, t.InPPS)
	c.Printf("  5 minute output rate %d bits/sec, %d packets/sec\n", t.OutRate, t.OutPPS)
	c.Printf("     %d packets input, %d bytes, 0 no buffer\n", t.InPackets, t.InBytes)
	c.Printf("     Received %d broadcasts (0 IP multicasts)\n", t.InBroadcasts)
	c.Printf("     0 runts, 0 giants, 0 throttles \n     0 input errors, 0 CRC, 0 frame, 0 overrun, 0 ignored")
	if lan {
		c.Printf("\n     0 watchdog, 0 multicast, 0 pause input\n")
	} else {
		c.Printf(", 0 abort\n")
	}
	c.Printf("     %d packets output, %d bytes, 0 underruns\n", t.OutPackets, t.OutBytes)
	c.Printf("     0 output errors, 0 collisions, 0 interface resets\n     0 unknown protocol drops\n")
	if lan {
		c.Printf("     0 babbles, 0 late collision, 0 deferred\n     0 lost carrier, 0 no carrier, 0 pause output\n")
	}
	c.Printf("     0 output buffer failures, 0 output buffers swapped out\n")
}

// ago formats the time since t, "never" for the zero time.
func ago(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return system.ShortUptime(now.Sub(t))
}

func interfaceDescriptions(c *cli.Ctx) error {
	c.Printf("Interface                      Status         Protocol Description\n")
	for _, i := range ports(c) {
		state, protocol := lineState(i)
		if i.Down {
			state = "admin down"
		}
		c.Printf("%-31s%-15s%-9s%s\n", ifname.Short(i.Name), state, protocol, i.Description)
	}
	return nil
}

// interfaceSummary prints show interfaces summary, in the columns of IOS [UNSOURCED].
func interfaceSummary(c *cli.Ctx) error {
	io.WriteString(c.Out, "\n *: interface is up\n IHQ: pkts in input hold queue     IQD: pkts dropped from input queue\n"+
		" OHQ: pkts in output hold queue    OQD: pkts dropped from output queue\n"+
		" RXBS: rx rate (bits/sec)          RXPS: rx rate (pkts/sec)\n"+
		" TXBS: tx rate (bits/sec)          TXPS: tx rate (pkts/sec)\n TRTL: throttle count\n\n"+
		"  Interface                   IHQ       IQD       OHQ       OQD      RXBS      RXPS      TXBS      TXPS      TRTL\n"+
		strings.Repeat("-", 117)+"\n")
	for _, i := range ports(c) {
		mark := " "
		if i.Up() {
			mark = "*"
		}
		t := c.System.Counter(i.Name).Read()
		c.Printf("%s %-25s%6d%10d%10d%10d%10d%10d%10d%10d%10d\n", mark, i.Name, 0, 0, 0, 0, t.InRate, t.InPPS, t.OutRate, t.OutPPS, 0)
	}
	return nil
}
