package cli

// Debug is a debug flag: `debug tftp events`.
type Debug struct {
	Flag  string // the words after debug
	Help  string // help text of the first words
	Group string // heading of the flag in show debugging
	Title string // "… debugging is on"
}

// DebugFlags are the flags of `debug`. The device keeps each by its words (System.SetDebug)
// [UNSOURCED titles].
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

// DebugFlag returns the flag with the given words; an unknown flag has no help and its
// words as title.
func DebugFlag(words string) Debug {
	for _, f := range DebugFlags {
		if f.Flag == words {
			return f
		}
	}
	return Debug{Flag: words, Title: words}
}
