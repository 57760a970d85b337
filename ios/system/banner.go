package system

import "strings"

// Banner is a banner of the configuration as users see it, "" if there is none:
// "motd", "login", "exec". It ends with its last line.
func (sys *System) Banner(which string) string {
	c := sys.Running()
	text, ok := c.Banners[which]
	if !ok {
		return ""
	}
	text = strings.NewReplacer(
		"$(hostname)", c.Hostname,
		"$(domain)", c.Domain,
		"$(line)", "0", "$(line-desc)", "",
	).Replace(text)
	return strings.TrimRight(text, "\n") + "\n"
}
