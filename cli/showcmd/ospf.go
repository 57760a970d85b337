package showcmd

import (
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

var (
	showOSPF    = grammar.Kw("ospf", "OSPF information")
	ospfProcess = grammar.Int(1, 65535, "Process ID number")
)

// ospfArea is an area of a process.
type ospfArea struct {
	name  string
	kind  string // "normal", "stub", "nssa"
	ports []system.Interface
}

// ospfAreas are the areas that the lines of a process and of the interfaces name, in
// the order of their numbers.
func ospfAreas(c *cli.Ctx, p process) []ospfArea {
	var out []ospfArea
	area := func(name string) *ospfArea {
		i := slices.IndexFunc(out, func(a ospfArea) bool { return a.name == name })
		if i < 0 {
			out = append(out, ospfArea{name: name, kind: "normal"})
			i = len(out) - 1
		}
		return &out[i]
	}
	for _, n := range p.all("network") {
		if f := strings.Fields(n); len(f) == 4 {
			area(f[3])
		}
	}
	for _, i := range ports(c) {
		if name, ok := ospfAreaOf(c, p, i); ok {
			a := area(name)
			a.ports = append(a.ports, i)
		}
	}
	for _, l := range p.all("area") {
		if f := strings.Fields(l); len(f) > 1 && (f[1] == "stub" || f[1] == "nssa") {
			area(f[0]).kind = f[1]
		}
	}
	slices.SortStableFunc(out, func(a, b ospfArea) int { return areaNumber(a.name) - areaNumber(b.name) })
	return out
}

func areaNumber(name string) int {
	n, _ := strconv.Atoi(name)
	return n
}

// ospfAreaOf is the area that an interface is in: its own line's, or that of the first
// `network` that covers its address.
func ospfAreaOf(c *cli.Ctx, p process, i system.Interface) (string, bool) {
	if !i.Addr.IsValid() {
		return "", false
	}
	own := strings.Fields(c.System.Config().Value(config.Path{"interface " + i.Name}, "ip ospf "+p.tag))
	if len(own) == 2 && own[0] == "area" {
		return own[1], true
	}
	for _, n := range p.all("network") {
		if f := strings.Fields(n); len(f) == 4 && covers(f[0], f[1], i.Addr.Addr()) {
			return f[3], true
		}
	}
	return "", false
}

// ospfCount is "1. 1 normal 0 stub 0 nssa".
func ospfCount(areas []ospfArea) string {
	n := map[string]int{}
	for _, a := range areas {
		n[a.kind]++
	}
	return strconv.Itoa(len(areas)) + ". " + strconv.Itoa(n["normal"]) + " normal " + strconv.Itoa(n["stub"]) + " stub " + strconv.Itoa(n["nssa"]) + " nssa"
}

func ospfProtocol(c *cli.Ctx, p process) {
	c.Printf("  Router ID %s\n", p.routerID(c))
	if from := p.all("redistribute"); from != nil {
		c.Printf("  It is an autonomous system boundary router\n  Redistributing External Routes from,\n")
		for _, r := range from {
			c.Printf("    %s\n", r)
		}
	}
	c.Printf("  Number of areas in this router is %s\n", ospfCount(ospfAreas(c, p)))
	c.Printf("  Maximum path: %d\n", p.number("maximum-paths", 4))
	protocolNetworks(c, p, p.all("network"))
	c.Printf("  Distance: (default is 110)\n\n")
}

// ospfCost is the metric of an interface.
func ospfCost(c *cli.Ctx, p process, i system.Interface) int {
	if n, err := strconv.Atoi(c.System.Config().Value(config.Path{"interface " + i.Name}, "ip ospf cost")); err == nil {
		return n
	}
	return max(p.number("auto-cost reference-bandwidth", 100)*1000/bandwidth(c, i), 1)
}

// ospfState is what an interface that nobody answers on comes to.
func ospfState(c *cli.Ctx, p process, i system.Interface) string {
	at := config.Path{"interface " + i.Name}
	kind, _ := ifname.Of(i.Name)
	switch network := c.System.Config().Value(at, "ip ospf network"); {
	case !i.Up():
		return "DOWN"
	case network == "point-to-point", network == "" && !kind.Ethernet && !kind.IsLoopback():
		return "P2P"
	case kind.IsLoopback():
		return "LOOP"
	case c.System.Config().Value(at, "ip ospf priority") == "0" || slices.Contains(p.passive(c), i.Name):
		return "DROTH"
	}
	return "DR"
}

var ospfRows = []*cli.Row{
	user(showOSPFProcess, showIP, showOSPF, grammar.Opt(ospfProcess)),
	user(func(c *cli.Ctx) error { return nil }, showIP, showOSPF, grammar.Kw("neighbor", "Neighbor list"),
		grammar.Opt(grammar.Kw("detail", "detail of all neighbors"))),
	user(func(c *cli.Ctx) error {
		c.Printf("Interface    PID   Area            IP Address/Mask    Cost  State Nbrs F/C\n")
		for _, p := range processes(c, "ospf") {
			for _, a := range ospfAreas(c, p) {
				for _, i := range a.ports {
					c.Printf("%-12s %-5s %-15s %-18s %-5d %-5s %d/%d\n", ifname.Short(i.Name), p.tag, a.name, i.Addr, ospfCost(c, p, i), ospfState(c, p, i), 0, 0)
				}
			}
		}
		return nil
	}, showIP, showOSPF, grammar.Kw("interface", "Interface information"), grammar.Kw("brief", "OSPF brief information")),
}

func showOSPFProcess(c *cli.Ctx) error {
	only, one := ospfProcess.Get(c.Match)
	for _, p := range processes(c, "ospf") {
		if one && p.tag != strconv.Itoa(only) {
			continue
		}
		areas := ospfAreas(c, p)
		c.Printf(" Routing Process \"ospf %s\" with ID %s\n", p.tag, p.routerID(c))
		c.Printf("%s", ospfProcessText)
		c.Printf(" Number of areas in this router is %s\n Number of areas transit capable is 0\n External flood list length 0\n", ospfCount(areas))
		c.Printf(" IETF NSF helper support enabled\n Cisco NSF helper support enabled\n")
		c.Printf(" Reference bandwidth unit is %d mbps\n", p.number("auto-cost reference-bandwidth", 100))
		for _, a := range areas {
			name := a.name
			if name == "0" {
				name = "BACKBONE(0)"
			}
			state := " (Inactive)"
			if slices.ContainsFunc(a.ports, system.Interface.Up) {
				state = ""
			}
			c.Printf("    Area %s%s\n        Number of interfaces in this area is %d\n", name, state, len(a.ports))
			switch a.kind {
			case "stub":
				c.Printf("        It is a stub area\n")
			case "nssa":
				c.Printf("        It is a NSSA area\n")
			}
			auth := "no authentication"
			if p.has("area " + a.name + " authentication message-digest") {
				auth = "message digest authentication"
			} else if p.has("area " + a.name + " authentication") {
				auth = "simple password authentication"
			}
			c.Printf("        Area has %s\n", auth)
		}
		c.Printf("\n")
	}
	return nil
}

const ospfProcessText = ` Supports only single TOS(TOS0) routes
 Supports opaque LSA
 Supports Link-local Signaling (LLS)
 Supports area transit capability
 Supports NSSA (compatible with RFC 3101)
 Initial SPF schedule delay 5000 msecs
 Minimum hold time between two consecutive SPFs 10000 msecs
 Maximum wait time between two consecutive SPFs 10000 msecs
 Incremental-SPF disabled
 Minimum LSA interval 5 secs
 Minimum LSA arrival 1000 msecs
 LSA group pacing timer 240 secs
 Interface flood pacing timer 33 msecs
 Retransmission pacing timer 66 msecs
 Number of external LSA 0. Checksum Sum 0x000000
 Number of opaque AS LSA 0. Checksum Sum 0x000000
 Number of DCbitless external and opaque AS LSA 0
 Number of DoNotAge external and opaque AS LSA 0
`
