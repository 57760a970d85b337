package running

// The names that IOS gives to ports in access lists.
var (
	TCPPorts = map[string]int{
		"bgp": 179, "chargen": 19, "cmd": 514, "daytime": 13, "discard": 9, "domain": 53, "echo": 7, "exec": 512,
		"finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70, "hostname": 101, "ident": 113, "irc": 194, "klogin": 543,
		"kshell": 544, "login": 513, "lpd": 515, "nntp": 119, "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "smtp": 25,
		"sunrpc": 111, "tacacs": 49, "talk": 517, "telnet": 23, "time": 37, "uucp": 540, "whois": 43, "www": 80,
	}
	UDPPorts = map[string]int{
		"biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7, "isakmp": 500,
		"mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "non500-isakmp": 4500,
		"ntp": 123, "pim-auto-rp": 496, "rip": 520, "snmp": 161, "snmptrap": 162, "sunrpc": 111, "syslog": 514,
		"tacacs": 49, "talk": 517, "tftp": 69, "time": 37, "who": 513, "xdmcp": 177,
	}
)

// protocols are the names of protocols in extended entries (IANA's numbers).
var protocols = map[string]int{
	"icmp": ICMP, "igmp": 2, "ipinip": 4, "tcp": TCP, "udp": UDP, "gre": 47, "esp": 50, "ahp": 51,
	"eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108,
}

// tcpFlags are the bits of TCP's header; established is either of two.
var tcpFlags = map[string]byte{"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32, "established": 4 | 16}

// icmpTypes are the type and the code, or Any, by the names of access lists.
var icmpTypes = map[string][2]int{
	"echo": {8, Any}, "echo-reply": {0, Any}, "unreachable": {3, Any}, "time-exceeded": {11, Any}, "ttl-exceeded": {11, 0},
	"packet-too-big": {3, 4}, "redirect": {5, Any}, "source-quench": {4, Any}, "traceroute": {30, Any},
	"administratively-prohibited": {3, 13}, "host-unreachable": {3, 1}, "net-unreachable": {3, 0}, "port-unreachable": {3, 3},
	"parameter-problem": {12, Any}, "timestamp-request": {13, Any}, "timestamp-reply": {14, Any}, "mask-request": {17, Any}, "mask-reply": {18, Any},
}

// dscpNames are the classes of differentiated services (RFC 2474, 2597 and 3246).
var dscpNames = map[string]int{
	"default": 0, "ef": 46, "cs1": 8, "cs2": 16, "cs3": 24, "cs4": 32, "cs5": 40, "cs6": 48, "cs7": 56,
	"af11": 10, "af12": 12, "af13": 14, "af21": 18, "af22": 20, "af23": 22,
	"af31": 26, "af32": 28, "af33": 30, "af41": 34, "af42": 36, "af43": 38,
}

// precedences are the names of IP precedence (RFC 791).
var precedences = map[string]int{
	"routine": 0, "priority": 1, "immediate": 2, "flash": 3, "flash-override": 4, "critical": 5, "internet": 6, "network": 7,
}
