package running

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/ios/config"
)

// decoders are those of the lines that tests have, by how these begin.
var decoders = map[string]Decoder{
	"access-list ": AccessListHead, "ip access-list ": AccessListHead, "object-group network ": ObjectGroup,
	"clock timezone ": Timezone, "clock summer-time ": SummerTime,
	"logging on": LoggingOn, "logging console": LoggingConsole, "logging monitor": LoggingMonitor,
	"logging buffered": LoggingBuffered, "logging trap": LoggingTrap, "logging host ": LoggingHost,
	"ip host ": HostEntry, "ip name-server ": NameServer, "tftp-server ": TFTPServer,
	"ip prefix-list ": PrefixListEntry, "ipv6 prefix-list ": PrefixListEntry,
}

// configured is what lines mean: section heads, and below them lines that begin with a
// blank.
func configured(tb testing.TB, lines ...string) *Config {
	tb.Helper()
	tree := config.New()
	var at config.Path
	below := ExtendedEntry
	for i, l := range lines {
		if l[0] == ' ' {
			set(tree, at, l[1:], i, below)
			continue
		}
		var decode Decoder
		for head, d := range decoders {
			if strings.HasPrefix(strings.TrimPrefix(l, "no "), head) {
				decode = d
			}
		}
		if decode == nil {
			tb.Fatalf("no decoder of %q", l)
		}
		set(tree, nil, l, i, decode)
		at, below = config.Path{l}, ExtendedEntry
		switch {
		case strings.HasPrefix(l, "object-group"):
			below = NetworkObject
		case strings.HasPrefix(l, "ip access-list standard") || strings.HasPrefix(l, "access-list") && !isExtended(l[len("access-list "):]):
			below = StandardEntry
		}
	}
	return new(Cache).Config(tree)
}

func set(tree *config.Tree, at config.Path, text string, place int, d Decoder) {
	line := config.Line{Text: text, Place: place}
	if v := Decode(d, text); v != nil {
		line.Value = v
	}
	tree.Set(at, line)
}
