package cli

// Debug is a debug flag: `debug tftp events`.
type Debug struct {
	Flag  string // words behind debug
	Help  string // of its first words
	Group string // heads its part of show debugging
	Title string // "… debugging is on"
}

// DebugFlags are the flags of `debug`, as the device keeps them by their words
// (System.SetDebug) [UNSOURCED titles].
var DebugFlags = []Debug{
	{"aaa authentication", "Authentication", "General OS", "AAA Authentication"},
	{"arp", "IP ARP and HP Probe transactions", "ARP", "ARP packet"},
	{"cdp packets", "CDP packet-related information", "CDP", "CDP packet info"},
	{"ip ftp", "FTP dialogue", "Generic IP", "FTP transactions"},
	{"ip http client", "HTTP client debugging", "HTTP Client", "HTTP Client"},
	{"ip icmp", "ICMP transactions", "Generic IP", "ICMP packet"},
	{"ip packet", "General IP debugging and IPSO security transactions", "Generic IP", "IP packet"},
	{"ip routing", "Routing table events", "IP routing", "IP routing"},
	{"ip scp", "Secure Copy", "Generic IP", "Incoming SCP"},
	{"ip ssh", "Incoming ssh connections", "SSH", "Incoming SSH"},
	{"ip tcp transactions", "TCP events", "TCP", "TCP special event"},
	{"tftp events", "TFTP events", "TFTP", "TFTP Event"},
	{"tftp packets", "TFTP packets", "TFTP", "TFTP Packet"},
}

// DebugFlag is the flag with those words; one without texts if there is none.
func DebugFlag(words string) Debug {
	for _, f := range DebugFlags {
		if f.Flag == words {
			return f
		}
	}
	return Debug{Flag: words, Title: words}
}
