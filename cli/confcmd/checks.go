package confcmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ios/running"
)

// checks are the functions that the attribute check=NAME names. Each refuses a line that
// does not fit the rest of the configuration.
var checks = map[string]func(*cli.Ctx) error{
	"one-bgp": oneBGP,
	"vrf":     knownVRF,
}

// oneBGP refuses a second BGP process, which IOS does not have.
func oneBGP(c *cli.Ctx) error {
	words := c.Match.Words()
	for _, r := range c.System.Running().Routers {
		if r.Protocol == running.BGP && !c.Negated() && len(words) > 2 && r.Process != words[2] {
			return &cli.UserError{Text: "BGP is already running; AS is " + r.Process + "\n"}
		}
	}
	return nil
}

// knownVRF refuses a typed line that names a VRF, behind the word vrf or forwarding, that is
// not configured. A file may have the VRF below it.
func knownVRF(c *cli.Ctx) error {
	words := c.Match.Words()
	at := max(slices.Index(words, "vrf"), slices.Index(words, "forwarding")) + 1
	if c.Negated() || c.Session.Terminal() == nil || at == 0 || at >= len(words) || c.System.Running().HasVRF(words[at]) {
		return nil
	}
	return &cli.UserError{Text: "% VRF " + words[at] + " not configured.\n"} // [UNSOURCED]
}
