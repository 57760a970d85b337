package running

import (
	"net/netip"

	"github.com/iosim/iosim/ios/config"
)

// ReadInterface returns the interface section with the name, nil if there is none. It is
// the same as in a Config, without the cost of building all other sections.
func (k *Cache) ReadInterface(t *config.Tree, name string) *Interface {
	k.mu.Lock()
	defer k.mu.Unlock()
	i, _ := t.BuildSection(builder{}, "interface "+name).(*Interface)
	return i
}

// Overlapping returns another interface in the same VRF whose network overlaps with p; ok
// is false if there is none.
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
