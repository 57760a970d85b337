package running

// InterfaceProtocols is what an interface is told of routing protocols and services.
type InterfaceProtocols struct {
	OSPF        InterfaceOSPF
	RIPKeyChain string  // authenticates updates of RIP; "" without authentication
	NAT         NATSide // of address translation
	CDP         bool    // CDP speaks on it where it runs at all; true by default
}

// InterfaceOSPF is what an interface is told of OSPF.
type InterfaceOSPF struct {
	Areas    []InterfaceArea // its own, at most one of a process
	Cost     int             // 1 to 65535; 0: by the bandwidth
	Network  string          // "point-to-point" and the like; "" by the type of the interface
	Priority int             // in elections, 0 to 255: 0 takes no part; 1 by default
}

// InterfaceArea puts an interface into an area of an OSPF process.
type InterfaceArea struct{ Process, Area string }

// NATSide is where an interface is in address translation.
type NATSide string

// Sides of address translation.
const (
	NATOff     NATSide = ""
	NATInside  NATSide = "inside"
	NATOutside NATSide = "outside"
)

func defaultProtocols() InterfaceProtocols {
	return InterfaceProtocols{OSPF: InterfaceOSPF{Priority: 1}, CDP: true}
}

// Area is the area of a process that the interface has a line for, "" without one.
func (o *InterfaceOSPF) Area(process string) string {
	for _, a := range o.Areas {
		if a.Process == process {
			return a.Area
		}
	}
	return ""
}

// OSPFInterfaceArea decodes `ip ospf PROCESS area AREA`. Of two lines for a process the
// later counts.
func OSPFInterfaceArea(l Line) (Value, error) {
	own := InterfaceArea{Process: l.Word(2), Area: l.Word(4)}
	return In(func(i *Interface) {
		for n, a := range i.Protocols.OSPF.Areas {
			if a.Process == own.Process {
				i.Protocols.OSPF.Areas[n] = own
				return
			}
		}
		i.Protocols.OSPF.Areas = append(i.Protocols.OSPF.Areas, own)
	}), nil
}

// OSPFCost decodes `ip ospf cost COST`.
func OSPFCost(l Line) (Value, error) {
	cost := l.Int(3)
	return In(func(i *Interface) { i.Protocols.OSPF.Cost = cost }), nil
}

// OSPFNetwork decodes `ip ospf network TYPE`.
func OSPFNetwork(l Line) (Value, error) {
	network := l.After(3)
	return In(func(i *Interface) { i.Protocols.OSPF.Network = network }), nil
}

// OSPFPriority decodes `ip ospf priority PRIORITY`.
func OSPFPriority(l Line) (Value, error) {
	priority := l.Int(3)
	return In(func(i *Interface) { i.Protocols.OSPF.Priority = priority }), nil
}

// RIPInterface decodes `ip rip authentication key-chain NAME`; other lines that begin
// with `ip rip` have no effect.
func RIPInterface(l Line) (Value, error) {
	if l.Word(2) != "authentication" || l.Word(3) != "key-chain" {
		return nil, nil
	}
	chain := l.Word(4)
	return In(func(i *Interface) { i.Protocols.RIPKeyChain = chain }), nil
}

// NATInterface decodes `ip nat inside` and `ip nat outside`; `ip nat enable` has no
// effect. Of both lines the first counts.
func NATInterface(l Line) (Value, error) {
	side := NATSide(l.Word(2))
	if side != NATInside && side != NATOutside {
		return nil, nil
	}
	return In(func(i *Interface) {
		if i.Protocols.NAT == NATOff {
			i.Protocols.NAT = side
		}
	}), nil
}

// CDPInterface decodes `cdp enable`.
func CDPInterface(l Line) (Value, error) {
	on := !l.No
	return In(func(i *Interface) { i.Protocols.CDP = on }), nil
}
