package running

import (
	"fmt"
	"net/netip"
	"testing"

	"pgregory.net/rapid"

	"github.com/iosim/iosim/ios/config"
)

// Overlapping finds what a look at every interface finds, whatever has changed since.
func TestOverlapping(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree, k := config.New(), new(Cache)
		type iface struct {
			addr netip.Prefix
			vrf  string
		}
		model := map[string]iface{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			name := fmt.Sprint("Loopback", rapid.IntRange(0, 5).Draw(t, "name"))
			head := "interface " + name
			at := config.Path{head}
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(rapid.IntRange(0, 255).Draw(t, "addr"))}), rapid.IntRange(24, 32).Draw(t, "bits"))
			i := model[name]
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				tree.Remove(nil, func(l config.Line) bool { return l.Text == head })
				delete(model, name)
				continue
			case 1:
				vrf := rapid.SampledFrom([]string{"A", "B"}).Draw(t, "vrf")
				tree.Set(nil, config.Line{Text: head, Value: Decode(InterfaceHead, head)})
				tree.Set(at, config.Line{Text: "vrf forwarding " + vrf, Key: "vrf", Value: Decode(VRFForwarding, "vrf forwarding "+vrf)})
				i.vrf = vrf
				model[name] = i
			case 2:
				tree.Set(nil, config.Line{Text: head, Value: Decode(InterfaceHead, head)})
				text := "ip address " + p.Addr().String() + " " + maskOf(p.Bits())
				tree.Set(at, config.Line{Text: text, Key: "ip address", Value: Decode(IPAddress, text)})
				i.addr = p
				model[name] = i
			case 3:
				if rapid.IntRange(0, 9).Draw(t, "clear") == 0 {
					tree.Clear()
					clear(model)
				}
			}
			if _, ok := k.Overlapping(tree, name, p); ok != overlapsModel(model[name].vrf, name, p, func(do func(string, string, netip.Prefix)) {
				for n, i := range model {
					do(n, i.vrf, i.addr)
				}
			}) {
				t.Fatalf("%s %s: %t", name, p, ok)
			}
		}
	})
}

func overlapsModel(vrf, name string, p netip.Prefix, each func(func(name, vrf string, addr netip.Prefix))) (found bool) {
	each(func(n, v string, addr netip.Prefix) {
		found = found || n != name && v == vrf && addr.IsValid() && addr.Masked().Overlaps(p)
	})
	return found
}

func maskOf(bits int) string {
	m := ^uint32(0) << (32 - bits)
	return fmt.Sprintf("%d.%d.%d.%d", m>>24, m>>16&255, m>>8&255, m&255)
}
