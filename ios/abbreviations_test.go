package ios

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/cli"
)

// What people type every day is taken, whatever rarer commands begin alike (ios-boot.md
// 11.1). The second column is the beginning of the command in full.
func TestUsualAbbreviations(t *testing.T) {
	d, tables := router(t, "", false)
	s := cli.NewSession(d, tables, nil, "console")
	s.SetLevel(cli.PrivilegedLevel)
	for _, tt := range [][2]string{
		{"sh run", "show running-config"}, {"sh run int g0/0", "show running-config interface"}, {"sh ver", "show version"}, {"sh star", "show startup-config"},
		{"sh ip int br", "show ip interface brief"}, {"sh ip int", "show ip interface"}, {"sh int", "show interfaces"}, {"sh int g0/0", "show interfaces"},
		{"sh int desc", "show interfaces description"}, {"sh log", "show logging"}, {"sh fla", "show fla"}, {"sh flash", "show flash"},
		{"sh prot", "show protocols"}, {"sh arp", "show arp"}, {"sh ip arp", "show ip arp"}, {"sh users", "show users"}, {"sh us", "show users"}, {"sh hist", "show history"},
		{"sh clo", "show clock"}, {"sh cdp ne", "show cdp neighbors"}, {"sh cdp ne de", "show cdp neighbors detail"}, {"sh ip ro", "show ip route"},
		{"sh ip pro", "show ip protocols"}, {"sh ip os ne", "show ip ospf neighbor"}, {"sh ip nat tr", "show ip nat translations"}, {"sh ip dh bi", "show ip dhcp binding"},
		{"sh acc", "show access-lists"}, {"sh ip acc", "show ip access-lists"}, {"sh inv", "show inventory"}, {"sh proc", "show processes"}, {"sh proc cpu", "show processes cpu"},
		{"sh env", "show environment"}, {"sh lic", "show license"}, {"sh sess", "show sessions"}, {"sh tech", "show tech-support"}, {"sh term", "show terminal"},
		{"sh ssh", "show ssh"}, {"sh ip ssh", "show ip ssh"}, {"sh cry key my rsa", "show crypto key mypubkey rsa"}, {"sh deb", "show debugging"},
		{"sh ntp st", "show ntp status"}, {"sh ntp as", "show ntp associations"}, {"sh line", "show line"}, {"sh file sys", "show file systems"}, {"sh priv", "show privilege"},
		{"sh hosts", "show hosts"}, {"sh ipv6 int br", "show ipv6 interface brief"}, {"sh route-map", "show route-map"}, {"sh ali", "show aliases"},
		{"wr", "write"}, {"wr mem", "write memory"}, {"wr er", "write erase"}, {"cop run sta", "copy"}, {"copy run start", "copy"}, {"cop tft fla", "copy"},
		{"conf t", "configure terminal"}, {"ena", "enable"}, {"en", "enable"}, {"disa", "disable"}, {"ex", "exit"}, {"logo", "logout"},
		{"un all", "undebug all"}, {"u all", "undebug all"}, {"deb ip pac", "debug ip packet"}, {"clear ip ro *", "clear ip route"}, {"clear cou", "clear counters"},
		{"ping 10.1.1.1", "ping"}, {"p 10.1.1.1", "ping"}, {"tr 10.1.1.1", "traceroute"}, {"tel 10.1.1.1", "telnet"}, {"rel", "reload"}, {"rel in 5", "reload in"},
		{"dir", "dir"}, {"del flash0:x", "delete"}, {"ver /md5 flash0:x", "verify"}, {"term len 0", "terminal length"}, {"term mon", "terminal monitor"},
	} {
		m, err := s.Understand(tt[0])
		if err != nil {
			t.Errorf("%s: %v", tt[0], err)
		} else if got := m.Canonical(); got != tt[1] && !strings.HasPrefix(got, tt[1]) {
			t.Errorf("%s is %q, want %q", tt[0], got, tt[1])
		}
	}
}
