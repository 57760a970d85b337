package spec

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/platform"
)

var nameForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$`)

func (s *Lab) check() error {
	if len(s.Devices) == 0 {
		return errors.New("a lab needs at least one device")
	}
	for _, d := range s.Devices {
		if !nameForm.MatchString(d.Name) {
			return fmt.Errorf("device %q: a name has letters, digits, - and _", d.Name)
		}
		if d.Value.Count < 0 || d.Value.Count > maxCount {
			return fmt.Errorf("device %s: count is from 1 to %d", d.Name, maxCount)
		}
		if u := d.Value.UnknownConfig; u != "" && u != "keep" && u != "report" {
			return fmt.Errorf("device %s: unknown-config: %q is neither keep nor report", d.Name, u)
		}
		if err := d.Value.checkFaults(); err != nil {
			return fmt.Errorf("device %s: %w", d.Name, err)
		}
		if m := d.Value.RSABits(); m < 0 || m > 0 && (m < keys.MinModulus || m > keys.MaxModulus) {
			return fmt.Errorf("device %s: rsa-key: %q is neither none nor a modulus from %d to %d bits",
				d.Name, d.Value.RSAKey, keys.MinModulus, keys.MaxModulus)
		}
		if _, ok := platform.Lookup(d.Value.PlatformName()); !ok {
			return fmt.Errorf("device %s: there is no platform %q; there are %s", d.Name, d.Value.Platform, platformNames())
		}
	}
	if err := s.checkUnique(); err != nil {
		return err
	}
	seen := map[netip.Addr]string{}
	for _, h := range s.Hosts {
		a, err := netip.ParseAddr(h.Value.Address)
		if err != nil {
			return fmt.Errorf("host %s: address %q: %w", h.Name, h.Value.Address, err)
		}
		if other, ok := seen[a]; ok {
			return fmt.Errorf("host %s: %s has the address %s already", h.Name, other, a)
		}
		seen[a] = h.Name
		if l := h.Value.Link; l != nil {
			if err := l.check(); err != nil {
				return fmt.Errorf("host %s: link: %w", h.Name, err)
			}
		}
		if t := h.Value.TFTP; t != nil {
			if err := t.check(); err != nil {
				return fmt.Errorf("host %s: tftp: %w", h.Name, err)
			}
		}
		if err := h.Value.checkServers(); err != nil {
			return fmt.Errorf("host %s: %w", h.Name, err)
		}
		for p, at := range h.Value.At {
			if _, err := netip.ParseAddrPort(at); err != nil {
				return fmt.Errorf("host %s: at %s: %w", h.Name, p, err)
			}
		}
	}
	for name, l := range s.Links {
		if !s.isLink(name) {
			return fmt.Errorf("links: %q is no link: write DEVICE-HOST", name)
		}
		if err := l.check(); err != nil {
			return fmt.Errorf("link %s: %w", name, err)
		}
	}
	if o := s.Outside; o != "" && o != OutsideAllow && o != OutsideLoopback && o != OutsideRefuse {
		return fmt.Errorf("outside: %q is neither allow, loopback nor refuse", o)
	}
	return nil
}

// checkServers refuses negative quotas, and a user with two passwords for one SSH
// server.
func (h Host) checkServers() error {
	quotas := map[string]int64{}
	if h.FTP != nil {
		quotas["ftp"] = h.FTP.Quota
	}
	if h.HTTP != nil {
		quotas["http"] = h.HTTP.Quota
	}
	for name, s := range map[string]*SSH{"scp": h.SCP, "sftp": h.SFTP} {
		if s != nil {
			quotas[name] = s.Quota
		}
	}
	for name, n := range quotas {
		if n < 0 {
			return fmt.Errorf("%s: quota: %d is no number of bytes", name, n)
		}
	}
	if h.SCP == nil || h.SFTP == nil {
		return nil
	}
	for user, password := range h.SCP.Users {
		if other, ok := h.SFTP.Users[user]; ok && other != password {
			return fmt.Errorf("user %s has one password for scp and another for sftp", user)
		}
	}
	return nil
}

// isLink reports whether a name joins two nodes of the lab.
func (s *Lab) isLink(name string) bool {
	var nodes []string
	for _, d := range s.Devices {
		nodes = append(nodes, d.Name)
	}
	for _, h := range s.Hosts {
		nodes = append(nodes, h.Name)
	}
	for _, a := range nodes {
		if rest, ok := strings.CutPrefix(name, a+"-"); ok && slices.Contains(nodes, rest) {
			return true
		}
	}
	return false
}

func platformNames() string {
	var names []string
	for _, m := range platform.All() {
		names = append(names, m.Name)
	}
	return strings.Join(names, ", ")
}
