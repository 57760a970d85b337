package showcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

var (
	prefixListName = grammar.AnyWord("Name of a prefix list")
	routeMapName   = grammar.AnyWord("Route map name")
	keyChainName   = grammar.AnyWord("Key-chain name")
)

// policyRows show the configured lists and maps in the layout of IOS 15 [UNSOURCED]. Their
// counters are always zero.
var policyRows = []*cli.Row{
	user(showPrefixLists, showIP, grammar.Kw("prefix-list", "List IP prefix lists"), grammar.Opt(prefixListName)),
	user(showRouteMaps, grammar.Kw("route-map", "route-map information"), grammar.Opt(routeMapName)),
	privileged(showKeyChains, grammar.Kw("key", "Key information"), grammar.Kw("chain", "Show key chains"), grammar.Opt(keyChainName)),
}

func showPrefixLists(c *cli.Ctx) error {
	only, one := prefixListName.Get(c.Match)
	lists := slices.DeleteFunc(slices.Clone(c.System.Running().PrefixLists), func(p running.PrefixList) bool {
		return p.IPv6 || one && p.Name != only
	})
	slices.SortFunc(lists, func(a, b running.PrefixList) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range lists {
		c.Printf("ip prefix-list %s: %d entries\n", p.Name, len(p.Entries))
		for _, e := range p.Entries {
			c.Printf("   seq %d %s\n", e.Seq, e)
		}
	}
	return nil
}

func action(permit bool) string {
	if permit {
		return "permit"
	}
	return "deny"
}

// listClauses are IOS's words for the conditions that name lists. IOS prints a blank behind
// such a list.
var listClauses = map[running.ListUse]string{
	running.NoLists:            "%s",
	running.AddressLists:       "ip address (access-lists): %s ",
	running.AddressPrefixLists: "ip address prefix-lists: %s ",
	running.NextHopPrefixLists: "ip next-hop prefix-lists: %s ",
}

func showRouteMaps(c *cli.Ctx) error {
	only, one := routeMapName.Get(c.Match)
	for _, m := range c.System.Running().RouteMaps {
		if one && m.Name != only {
			continue
		}
		c.Printf("route-map %s, %s, sequence %d\n  Match clauses:\n", m.Name, action(m.Permit), m.Sequence)
		for _, clause := range m.Match {
			c.Printf("    "+listClauses[clause.Lists]+"\n", clause.Text)
		}
		c.Printf("  Set clauses:\n")
		for _, text := range m.Set {
			c.Printf("    %s\n", text)
		}
		c.Printf("  Policy routing matches: 0 packets, 0 bytes\n")
	}
	return nil
}

func showKeyChains(c *cli.Ctx) error {
	only, one := keyChainName.Get(c.Match)
	for _, chain := range c.System.Running().KeyChains {
		if one && chain.Name != only {
			continue
		}
		c.Printf("Key-chain %s:\n", chain.Name)
		for _, k := range chain.Keys {
			c.Printf("    key %d -- text \"%s\"\n", k.ID, secret.Plain(k.String))
			c.Printf("        accept lifetime %s\n        send lifetime %s\n", lifetime(k.Accept), lifetime(k.Send))
		}
	}
	return nil
}

// lifetime formats the lifetime of a key as it is configured.
func lifetime(configured string) string {
	if configured == "" {
		return "(always valid) - (always valid) [valid now]"
	}
	return "(" + configured + ")"
}
