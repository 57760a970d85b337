package lab_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A startup-config that no NVRAM can have written is replaced by its good copy; where that
// is damaged too, it is said to be unreadable while the router starts (ios-files.md 6.11),
// which comes up without one, and what is saved then is good again.
func TestDamagedStartupConfig(t *testing.T) {
	p := newPeerLab(t, netip.AddrPort{}, netip.AddrPort{}, "")
	p.play(t)
	nvram := filepath.Join(p.state, "R2", "nvram")
	damage := func(name string) {
		if err := os.WriteFile(filepath.Join(nvram, name), []byte(strings.Repeat("!", 300_000)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	damage("startup-config")
	if screen := p.run(t, "", "enable"); !has(screen, "R2>enable") {
		t.Errorf("its good copy is not used:\n%s", screen)
	}
	damage("startup-config")
	damage(".iosim/startup-config")
	const words = "%Error opening nvram:/startup-config (Unknown error 0)\n"
	screen := p.run(t, "no", "", "enable", "configure terminal", "hostname R9", "end", "write memory")
	if strings.Count(screen, words) != 1 || !has(screen, "Router>enable") || !has(screen, "[OK]") {
		t.Errorf("with a damaged startup-config:\n%s", screen)
	}
	if screen = p.run(t, "", "enable"); strings.Contains(screen, words) || !has(screen, "R9>enable") {
		t.Errorf("after it was saved again:\n%s", screen)
	}
}
