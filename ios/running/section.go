package running

import (
	"net/netip"

	"github.com/iosim/iosim/ios/config"
)

// ReadInterface is the interface section of a tree with that name, nil if there is none:
// what a Config has, without the cost of all other sections.
func (k *Cache) ReadInterface(t *config.Tree, name string) *Interface {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, _ := t.BuildSection(builder{}, "interface "+name).(*Interface)
	return i
}

// HasAddress reports whether an interface of the tree, up or not, has an address of IPv4.
func (k *Cache) HasAddress(t *config.Tree, addr netip.Addr) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if n := t.Changes("interface"); k.addresses == nil || n != k.addressesAt {
		k.addresses, k.addressesAt = map[netip.Addr]bool{}, n
		t.BuildEach(builder{}, "interface ", func(section any) bool {
			if i, ok := section.(*Interface); ok {
				for _, p := range i.Addrs() {
					k.addresses[p.Addr()] = true
				}
			}
			return true
		})
	}
	return k.addresses[addr]
}

// Overlapping is another interface than the named one, in the same VRF, whose network
// shares addresses with p; ok is false if there is none.
func (k *Cache) Overlapping(t *config.Tree, name string, p netip.Prefix) (other string, ok bool) {
	vrf := ""
	if i := k.ReadInterface(t, name); i != nil {
		vrf = i.VRF
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	t.BuildEach(builder{}, "interface ", func(section any) bool {
		i, is := section.(*Interface)
		if is && i.Name != name && i.VRF == vrf && i.Addr.IsValid() && i.Addr.Masked().Overlaps(p) {
			other, ok = i.Name, true
		}
		return !ok
	})
	return other, ok
}
