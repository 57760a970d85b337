package running

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/iosim/iosim/ios/config"
)

// networks are the primary networks of all interfaces, so that one more address does not cost
// a look at every interface. The zero value has none.
type networks struct {
	of    map[string]network   // by interface
	byVRF map[string][]network // in the order of compare
}

// network is that of an interface.
type network struct {
	net       netip.Prefix // masked
	vrf, name string
}

func compareNetworks(a, b network) int {
	return cmp.Or(a.net.Addr().Compare(b.net.Addr()), cmp.Compare(a.net.Bits(), b.net.Bits()), cmp.Compare(a.name, b.name))
}

// update brings the networks up to date with the tree.
func (n *networks) update(t *config.Tree) {
	heads, all := t.TakeChanged("interface")
	if all || n.of == nil {
		*n = networks{of: map[string]network{}, byVRF: map[string][]network{}}
		t.BuildEach(builder{}, "interface ", func(section any) bool {
			if i, ok := section.(*Interface); ok {
				n.put(i)
			}
			return true
		})
		return
	}
	for _, head := range heads {
		n.drop(head[len("interface "):])
		if i, ok := t.BuildSection(builder{}, head).(*Interface); ok {
			n.put(i)
		}
	}
}

func (n *networks) put(i *Interface) {
	if !i.Addr.IsValid() {
		return
	}
	e := network{i.Addr.Masked(), i.VRF, i.Name}
	at, found := slices.BinarySearchFunc(n.byVRF[e.vrf], e, compareNetworks)
	if !found {
		n.byVRF[e.vrf] = slices.Insert(n.byVRF[e.vrf], at, e)
	}
	n.of[e.name] = e
}

func (n *networks) drop(name string) {
	e, ok := n.of[name]
	if !ok {
		return
	}
	delete(n.of, name)
	if at, found := slices.BinarySearchFunc(n.byVRF[e.vrf], e, compareNetworks); found {
		n.byVRF[e.vrf] = slices.Delete(n.byVRF[e.vrf], at, at+1)
	}
}

// overlaps reports whether another interface of the VRF than the named one shares addresses
// with p. It looks at a number of networks that does not grow with how many there are.
func (n *networks) overlaps(name, vrf string, p netip.Prefix) bool {
	all := n.byVRF[vrf]
	for bits := range p.Bits() + 1 { // one that p is in
		around, err := p.Addr().Prefix(bits)
		if err != nil {
			return false
		}
		at, _ := slices.BinarySearchFunc(all, network{net: around}, compareNetworks)
		for ; at < len(all) && all[at].net == around; at++ {
			if all[at].name != name {
				return true
			}
		}
	}
	at, _ := slices.BinarySearchFunc(all, network{net: p.Masked()}, compareNetworks)
	for ; at < len(all) && p.Contains(all[at].net.Addr()); at++ { // one in p
		if all[at].name != name {
			return true
		}
	}
	return false
}
