// Package running contains the running configuration with its meaning. Every line that has
// an effect is decoded when it is kept. The values of all lines form a Config, which the
// readers of the configuration use instead of its text.
//
//	c := cache.Config(tree)
//	for _, i := range c.Interfaces { … }
package running

import (
	"net/netip"
	"sync"
	"sync/atomic"

	"github.com/iosim/iosim/ios/config"
)

// Config is a snapshot of the running configuration. It never changes.
type Config struct {
	Generation uint64 // the generation of the tree from which it was built
	Identity
	InterfaceTable
	StaticRouting
	Terminals
	Accounts
	AAA        AAA
	LoginBlock LoginBlock
	Exec
	Routing
	Policy
	NetServices
	Objects
	Services
	Files
	Names
	PrefixLists []PrefixList
	Logging     Logging
	Clock       Clock
	Archive     Archive
	Clients     Clients
	SSH         SSH
}

// Cache caches the Config of a tree and rebuilds it when the tree has changed. The zero
// value is ready to use. It is safe for concurrent use.
type Cache struct {
	last     atomic.Pointer[Config]
	settings atomic.Pointer[Config] // of Settings; its Generation is a Tree.ChangesExcept
	mu       sync.Mutex             // one build at a time

	networks    networks            // for Overlapping
	addresses   map[netip.Addr]bool // of the interfaces, for HasAddress
	addressesAt uint64              // Tree.Changes of that
}

// Config returns a snapshot of the tree as it is now.
func (k *Cache) Config(t *config.Tree) *Config {
	if c := k.last.Load(); c != nil && c.Generation == t.Generation() {
		return c
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.last.Load(); c != nil && c.Generation == t.Generation() {
		return c
	}
	c := newConfig()
	c.Generation = t.Build(builder{}, c)
	k.last.Store(c)
	return c
}

// bulk are the first words of lines that a configuration may have thousands of.
var bulk = []string{"interface", "ip", "ipv6", "access-list"}

// Settings is Config without the interfaces and without every line that begins with "ip",
// "ipv6" or "access-list", as if they were not there: it stays the same while only those
// change, so that one of many routes does not cost a look at all of them. Its Generation says
// whether it is the same as before, and is not that of the tree.
func (k *Cache) Settings(t *config.Tree) *Config {
	if c := k.settings.Load(); c != nil && c.Generation == t.ChangesExcept(bulk) {
		return c
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if c := k.settings.Load(); c != nil && c.Generation == t.ChangesExcept(bulk) {
		return c
	}
	c := newConfig()
	c.Generation = t.BuildExcept(builder{}, bulk, c)
	k.settings.Store(c)
	return c
}

func newConfig() *Config {
	return &Config{
		Identity:    Identity{Hostname: DefaultHostname},
		AAA:         AAA{LoginAttempts: defaultLoginAttempts},
		NetServices: NetServices{CDP: true},
		Names:       Names{DomainLookup: true},
		Logging:     defaultLogging(),
		Clock:       defaultClock(),
		Archive:     Archive{Maximum: defaultArchives},
		Clients:     defaultClients(),
		SSH:         defaultSSH(),
	}
}

// Only returns the meaning of the one top-level line with the key. It is cheaper than
// Config while the tree changes often, as when a configuration is loaded.
func Only(t *config.Tree, key string) *Config {
	c := newConfig()
	t.BuildLine(builder{}, key, c)
	return c
}

// builder implements config.Builder.
type builder struct{}

func (builder) Open(value any) any {
	if h, ok := value.(head); ok {
		return h.open()
	}
	return nil
}

func (builder) Apply(value, section any, place int) { value.(Value).apply(section, place) }

func (builder) Attach(value, around, section any, place int) {
	value.(head).attach(around, section, place)
}

// ReadInterface returns the interface section with the name, nil if there is none. It is
// the same as in a Config, without the cost of building all other sections.
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
	k.networks.update(t)
	if !k.networks.overlaps(name, vrf, p) {
		return "", false
	}
	// Which one it is costs a look at all: the line is refused.
	t.BuildEach(builder{}, "interface ", func(section any) bool {
		i, is := section.(*Interface)
		if is && i.Name != name && i.VRF == vrf && i.Addr.IsValid() && i.Addr.Masked().Overlaps(p) {
			other, ok = i.Name, true
		}
		return !ok
	})
	return other, ok
}
