package platform

// RouteTable is how show ip route looks. The tables are those that routers of each
// release are seen to print in public [UNSOURCED in the reference].
type RouteTable struct {
	Codes string // the legend
	Local bool   // the addresses of the interfaces are routes too
	Width int    // of the code, before the prefix of an unsubnetted network
}

const (
	codes = `C - connected, S - static, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2
       i - IS-IS, su - IS-IS summary, L1 - IS-IS level-1, L2 - IS-IS level-2
       ia - IS-IS inter area, * - candidate default, U - per-user static route
       o - ODR, P - periodic downloaded static route`
	codes15 = "Codes: L - local, " + codes
)

var (
	routes122 = RouteTable{Width: 5, Codes: `Codes: C - connected, S - static, I - IGRP, R - RIP, M - mobile, B - BGP
       D - EIGRP, EX - EIGRP external, O - OSPF, IA - OSPF inter area 
       N1 - OSPF NSSA external type 1, N2 - OSPF NSSA external type 2
       E1 - OSPF external type 1, E2 - OSPF external type 2, E - EGP
       i - IS-IS, L1 - IS-IS level-1, L2 - IS-IS level-2, ia - IS-IS inter area
       * - candidate default, U - per-user static route, o - ODR
       P - periodic downloaded static route
`}
	routes124 = RouteTable{Width: 5, Codes: "Codes: " + codes + "\n"}
	routes150 = RouteTable{Width: 6, Local: true, Codes: codes15 + ", + - replicated route\n"}
	routes152 = RouteTable{Width: 6, Local: true, Codes: codes15 + ", H - NHRP, l - LISP\n       + - replicated route, % - next hop override\n"}
	routes154 = RouteTable{Width: 6, Local: true, Codes: codes15 + ", H - NHRP, l - LISP\n       a - application route\n" +
		"       + - replicated route, % - next hop override\n"}
	routes156 = RouteTable{Width: 6, Local: true, Codes: codes15 + ", H - NHRP, l - LISP\n       a - application route\n" +
		"       + - replicated route, % - next hop override, p - overrides from PfR\n"}
)
