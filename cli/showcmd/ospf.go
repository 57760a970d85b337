package showcmd

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

var (
	showOSPF    = grammar.Kw("ospf", "OSPF information")
	ospfProcess = grammar.Int(1, 65535, "Process ID number")
)

// ospfArea is an area of a process with the interfaces that are in it.
type ospfArea struct {
	running.Area
	ports []system.Interface
}

// ospfAreas returns the areas that the lines of a process and of the interfaces name,
// ordered by number.
func ospfAreas(c *cli.Ctx, r *running.Router) []ospfArea {
	var out []ospfArea
	area := func(name string) *ospfArea {
		i := slices.IndexFunc(out, func(a ospfArea) bool { return a.Name == name })
		if i < 0 {
			out = append(out, ospfArea{Area: r.Area(name)})
			i = len(out) - 1
		}
		return &out[i]
	}
	for _, n := range r.Networks {
		if n.Mask.IsValid() {
			area(n.Area)
		}
	}
	for _, i := range ports(c) {
		if name, ok := ospfAreaOf(c, r, i); ok {
			a := area(name)
			a.ports = append(a.ports, i)
		}
	}
	for _, a := range r.Areas {
		if a.Kind != running.AreaNormal {
			area(a.Name)
		}
	}
	slices.SortStableFunc(out, func(a, b ospfArea) int { return areaNumber(a.Name) - areaNumber(b.Name) })
	return out
}

func areaNumber(name string) int {
	n, _ := strconv.Atoi(name)
	return n
}

// ospfAreaOf returns the area of an interface: that of its own line, or of the first
// `network` that covers its address. ok is false if it is in none.
func ospfAreaOf(c *cli.Ctx, r *running.Router, i system.Interface) (string, bool) {
	if !i.Addr.IsValid() {
		return "", false
	}
	own := i.Protocols.OSPF
	if name := own.Area(r.Process); name != "" {
		return name, true
	}
	for _, n := range r.Networks {
		if n.Mask.IsValid() && covers(n, i.Addr.Addr()) {
			return n.Area, true
		}
	}
	return "", false
}

// ospfCount formats the number of areas: "1. 1 normal 0 stub 0 nssa".
func ospfCount(areas []ospfArea) string {
	n := map[running.AreaKind]int{}
	for _, a := range areas {
		n[a.Kind]++
	}
	return fmt.Sprintf("%d. %d normal %d stub %d nssa", len(areas), n[running.AreaNormal], n[running.AreaStub], n[running.AreaNSSA])
}

// ospfNetwork formats a network: "10.0.0.0 0.0.0.255 area 0".
func ospfNetwork(n running.Network) string {
	if !n.Mask.IsValid() {
		return fmt.Sprintf("%s area %s", n.Addr, n.Area)
	}
	return fmt.Sprintf("%s %s area %s", n.Addr, n.Mask, n.Area)
}

func ospfProtocol(c *cli.Ctx, r *running.Router) {
	c.Printf("  Router ID %s\n", routerID(c, r))
	if r.Redistribution != nil {
		c.Printf("  It is an autonomous system boundary router\n  Redistributing External Routes from,\n")
		for _, from := range r.Redistribution {
			c.Printf("    %s\n", from.Text)
		}
	}
	c.Printf("  Number of areas in this router is %s\n", ospfCount(ospfAreas(c, r)))
	c.Printf("  Maximum path: %d\n", r.MaximumPaths)
	protocolNetworks(c, r, ospfNetwork)
	c.Printf("  Distance: (default is 110)\n\n")
}

// ospfCost returns the cost of an interface.
func ospfCost(c *cli.Ctx, r *running.Router, i system.Interface) int {
	if cost := i.Protocols.OSPF.Cost; cost != 0 {
		return cost
	}
	return max(r.ReferenceBandwidth*1000/bandwidth(c, i), 1)
}

// ospfState returns the state that an interface without neighbors reaches.
func ospfState(c *cli.Ctx, r *running.Router, i system.Interface) string {
	kind, _ := ifname.Of(i.Name)
	switch own := i.Protocols.OSPF; {
	case !i.Up():
		return "DOWN"
	case own.Network == "point-to-point", own.Network == "" && !kind.Ethernet && !kind.IsLoopback():
		return "P2P"
	case kind.IsLoopback():
		return "LOOP"
	case own.Priority == 0 || r.IsPassive(i.Name):
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
		for _, r := range routers(c, running.OSPF) {
			for _, a := range ospfAreas(c, r) {
				for _, i := range a.ports {
					c.Printf("%-12s %-5s %-15s %-18s %-5d %-5s %d/%d\n", ifname.Short(i.Name), r.Process, a.Name, i.Addr, ospfCost(c, r, i), ospfState(c, r, i), 0, 0)
				}
			}
		}
		return nil
	}, showIP, showOSPF, grammar.Kw("interface", "Interface information"), grammar.Kw("brief", "OSPF brief information")),
}

func showOSPFProcess(c *cli.Ctx) error {
	only, one := ospfProcess.Get(c.Match)
	for _, r := range routers(c, running.OSPF) {
		if one && r.Process != strconv.Itoa(only) {
			continue
		}
		areas := ospfAreas(c, r)
		c.Printf(" Routing Process \"ospf %s\" with ID %s\n", r.Process, routerID(c, r))
		c.Printf("%s", ospfProcessText)
		c.Printf(" Number of areas in this router is %s\n Number of areas transit capable is 0\n External flood list length 0\n", ospfCount(areas))
		c.Printf(" IETF NSF helper support enabled\n Cisco NSF helper support enabled\n")
		c.Printf(" Reference bandwidth unit is %d mbps\n", r.ReferenceBandwidth)
		for _, a := range areas {
			name := a.Name
			if name == "0" {
				name = "BACKBONE(0)"
			}
			state := " (Inactive)"
			if slices.ContainsFunc(a.ports, system.Interface.Up) {
				state = ""
			}
			c.Printf("    Area %s%s\n        Number of interfaces in this area is %d\n", name, state, len(a.ports))
			switch a.Kind {
			case running.AreaStub:
				c.Printf("        It is a stub area\n")
			case running.AreaNSSA:
				c.Printf("        It is a NSSA area\n")
			}
			auth := "no authentication"
			switch a.Authentication {
			case running.AreaMessageDigest:
				auth = "message digest authentication"
			case running.AreaPassword:
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
