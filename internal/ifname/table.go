package ifname

// The looks. A type of which nothing is known is shown as a Gigabit Ethernet port
// [UNSOURCED].
var (
	gigabit  = Look{Hardware: "CN Gigabit Ethernet", MTU: 1500, Bandwidth: 1000000, Delay: 10, Encapsulation: "ARPA"}
	fast     = Look{Hardware: "CN Gigabit Ethernet", MTU: 1500, Bandwidth: 100000, Delay: 100, Encapsulation: "ARPA"}
	serial   = Look{Hardware: "WIC MBRD Serial", MTU: 1500, Bandwidth: 1544, Delay: 20000, Encapsulation: "HDLC"}
	loopback = Look{Hardware: "Loopback", MTU: 1514, Bandwidth: 8000000, Delay: 5000, Encapsulation: "LOOPBACK"}
)

// types are in the order in which abbreviations look for them.
var types = []Type{
	{Name: "GigabitEthernet", Short: "Gi", Help: "GigabitEthernet IEEE 802.3z", Loader: "Ge", Counted: "Gigabit Ethernet",
		Order: 50, Ethernet: true, ARP: true, Look: gigabit},
	{Name: "FastEthernet", Short: "Fa", Help: "FastEthernet IEEE 802.3", Loader: "Fe", Counted: "FastEthernet/IEEE 802.3",
		Order: 40, Ethernet: true, ARP: true, Look: fast},
	{Name: "Ethernet", Short: "Et", Help: "IEEE 802.3", Order: 30, Ethernet: true, ARP: true, Look: gigabit},
	{Name: "TenGigabitEthernet", Short: "Te", Help: "Ten Gigabit Ethernet", Order: 60, Ethernet: true, ARP: true, Look: gigabit},
	{Name: "Serial", Short: "Se", Help: "Serial", Origin: Module, Order: 70, Look: serial},
	{Name: "Loopback", Short: "Lo", Help: "Loopback interface", Origin: Software, Order: 5, Virtual: true, Look: loopback},
	{Name: "Tunnel", Short: "Tu", Help: "Tunnel interface", Origin: Software, Order: 10, Look: gigabit},
	{Name: "Vlan", Short: "Vl", Help: "Catalyst Vlans", Origin: Software, Order: 90, ARP: true, Look: gigabit},
	{Name: "Port-channel", Short: "Po", Help: "Ethernet Channel of interfaces", Origin: Software, Order: 20, ARP: true, Look: gigabit},
	{Name: "Dialer", Short: "Di", Help: "Dialer interface", Origin: Software, Order: 100, Look: gigabit},
	{Name: "BVI", Short: "BV", Help: "Bridge-Group Virtual Interface", Origin: Software, Order: 110, ARP: true, Look: gigabit},
	{Name: "Null", Short: "Nu", Help: "Null interface", Origin: Software, Order: 25, Virtual: true, Look: gigabit},
	{Name: "Multilink", Short: "Mu", Help: "Multilink-group interface", Origin: Software, Order: 15, Look: gigabit},
	{Name: "Virtual-Template", Short: "Vi", Help: "Virtual Template interface", Origin: Software, Order: 80, Look: gigabit},
	{Name: "ATM", Short: "AT", Help: "ATM interface", Origin: Module, Order: 65, Look: gigabit},
	{Name: "Async", Short: "As", Help: "Async interface", Origin: Software, Order: 75, Look: gigabit}, // the auxiliary line is one
	{Name: "Group-Async", Short: "Gr", Help: "Async Group interface", Origin: Module, Order: 76, Look: gigabit},
	{Name: "Cellular", Short: "Ce", Help: "Cellular WAN Async interface", Origin: Module, Order: 77, Look: gigabit},
	{Name: "Embedded-Service-Engine", Short: "Em", Help: "cisco embedded service engine module", Origin: Module, Order: 35, Look: gigabit},
}
