// Package running is the running configuration with its meaning. Every line that has
// an effect is decoded when it is kept; the values of all lines make a Config, which
// those who need the configuration read, and never its text.
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
	Generation uint64 // of the tree that it was made of
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

// Cache makes the Config of a tree anew when the tree has changed. The zero value is
// ready. It is safe for concurrent use.
type Cache struct {
	last atomic.Pointer[Config]
	mu   sync.Mutex // one build at a time

	addresses   map[netip.Addr]bool // of the interfaces, for HasAddress
	addressesAt uint64              // Tree.Changes of that
}

// Config is the snapshot of the tree as it is now.
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

// Only is what the one line of the top level with the key means. It is cheaper than
// Config where the tree changes between two questions: while a configuration is loaded.
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
