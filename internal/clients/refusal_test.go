package clients

import (
	"crypto/md5"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/iosimtest"
)

// refusals are the faults that no client gets over, as they strike every time: it has to say
// so and to leave the router as it runs.
var refusals = []string{"bad-md5", "flash-full"}

// TestRefusals: an image that does not arrive is not booted, by any of the examples.
func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Netmiko, SSH", "Ansible cisco.ios", "scrapligo, standard", "OpenSSH"} {
		i := slices.IndexFunc(upgrades.clients, func(c client) bool { return c.name == name })
		c := upgrades.clients[i]
		for _, fault := range refusals {
			t.Run(name+" "+fault, func(t *testing.T) {
				t.Parallel()
				c.version(t) // it is there
				l := iosimtest.StartText(t, labText(15, "    faults: [{ name: "+fault+" }]\n"))
				r := l.Device("R1")
				started := r.Uptime()
				u := &job{Device: r, ready: l.ReadyFile(), image: thirdImage, md5: fmt.Sprintf("%x", md5.Sum(l.Host("srv").ReadFile("tftp", thirdImage))), done: map[string]bool{}, mayFail: true}
				c.run(t, u)
				if u.err == nil || u.done["boot"] || u.done["reload"] {
					t.Errorf("%v, %v\n%s", u.err, u.done, u.output)
				}
				if conf := string(r.ReadFile("nvram:startup-config")); !strings.Contains(conf, "boot system flash0:"+firstImage) || r.Uptime() < started {
					t.Errorf("it does not run as before:\n%s", conf)
				}
			})
		}
	}
}
