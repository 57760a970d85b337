package platform

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/ifname"
)

func TestModels(t *testing.T) {
	order := strings.Fields("archive system tmpsys null tftp flash0 flash1 nvram syslog xmodem ymodem rcp pram http ftp scp tar https cns usbflash0")
	for _, m := range All() {
		if m.Loader != ROMMONG2 || m.NoBootVariables {
			continue // TestClassB, TestNoFlash
		}
		var got []string
		for _, f := range m.FileSystems {
			got = append(got, f.Prefix)
			if !slices.Contains([]string{"opaque", "network", "disk", "nvram", "usbflash"}, f.Type) || !slices.Contains([]string{"rw", "ro", "wo"}, f.Access) {
				t.Errorf("%s: %+v", m.Name, f)
			}
		}
		if !slices.Equal(got, order) {
			t.Errorf("%s: %v", m.Name, got)
		}
		if f, ok := m.FileSystem("flash"); !ok || f.Prefix != m.DefaultFS || f.Size != 256487424 || !f.Bootable {
			t.Errorf("%s: %+v", m.Name, f)
		}
		if f, ok := m.FileSystem("nvram"); !ok || f.Size != m.NVRAMSize || m.NVRAMSize != 262136 {
			t.Errorf("%s: %+v", m.Name, f)
		}
		if _, ok := m.FileSystem("slot9"); ok {
			t.Error("slot9")
		}
		if m.Name == "" || m.PID == "" || m.Machine == 0 || m.EntryPoint != 0x81000000 || m.MonlibEntry != 0x80803000 || m.MonlibSize != 0x1b340 ||
			m.ROMMON != "15.0(1r)M16" || len(m.Interfaces) < 2 || m.Interfaces[0].Name != "GigabitEthernet0/0" || m.Interfaces[0].Short != "Ge0/0" || len(m.Licences) < 3 {
			t.Errorf("%+v", m)
		}
		if !regexp.MustCompile(serialPattern(m)).MatchString(m.SerialPrefix + "2052L0PP") {
			t.Errorf("%s: %s", m.Name, serialPattern(m))
		}
		if m.MAC[0]&2 == 0 {
			t.Errorf("%s: %v is an address of a manufacturer", m.Name, m.MAC)
		}
	}
}

// What the files of the models say holds together.
func TestEveryModel(t *testing.T) {
	names, texts := map[string]bool{}, map[string]bool{}
	for _, m := range All() {
		if names[m.Name] || m.Name == "" || m.PID == "" || m.VID == "" || m.LoaderName == "" || m.MemoryStart == 0 || m.MemoryMB() <= m.IOMEMMB() || m.IOMEMMB() == 0 {
			t.Errorf("%+v", m)
		}
		names[m.Name] = true
		if (m.SmartInit == nil) == (m.IOMEM == 0) {
			t.Errorf("%s: I/O memory %d beside Smart Init %v", m.Name, m.IOMEM, m.SmartInit)
		}
		if m.Image != "" && !strings.HasPrefix(m.Image, m.ImagePrefix+"-") {
			t.Errorf("%s is sold with %s", m.Name, m.Image)
		}
		if _, ok := m.FileSystem(m.DefaultFS); !ok {
			t.Errorf("%s: no %s:", m.Name, m.DefaultFS)
		}
		if m.Hardware.Chassis == "" || m.Hardware.NVRAM == "" || !strings.Contains(m.Hardware.Chassis, m.Revision) {
			t.Errorf("%s: %+v", m.Name, m.Hardware)
		}
		if texts[m.Hardware.Chassis] && m.Name != "iol" {
			t.Errorf("%s: another model is a %q", m.Name, m.Hardware.Chassis)
		}
		texts[m.Hardware.Chassis] = true
		for _, i := range m.Interfaces {
			word, number := ifname.Split(i.Name)
			if kind, ok := ifname.Of(i.Name); !ok || kind.Name != word || !ifname.ValidNumber(number) || i.Short == "" || i.Type == "" {
				t.Errorf("%s: %+v", m.Name, i)
			}
		}
		for _, name := range m.Cabled {
			if _, ok := m.Port(name); !ok || !m.HasCable(name) {
				t.Errorf("%s: no port %s", m.Name, name)
			}
		}
		for _, texts := range append([]Era{{Texts: m.Texts}}, m.Eras...) {
			if texts.Texts.Product == "" {
				t.Errorf("%s since %v: the software has no name", m.Name, texts.Since)
			}
		}
	}
}

func TestRelease(t *testing.T) {
	for text, want := range map[string]Release{
		"15.2(4)M1": {15, 2}, "12.2(12e)": {12, 2}, "12.4": {12, 4}, "15.10(1)": {15, 10}, "15": {}, "15.": {}, "x.1": {}, "": {},
	} {
		if got := ParseRelease(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	for i, r := range []Release{{}, {12, 2}, {12, 10}, {15, 0}, {15, 2}} {
		for j, other := range []Release{{}, {12, 2}, {12, 10}, {15, 0}, {15, 2}} {
			if r.Before(other) != (i < j) {
				t.Errorf("%v before %v: %v", r, other, i >= j)
			}
		}
	}
}

// Routers of any model and number share no MAC address.
func TestUnit(t *testing.T) {
	owner := map[[6]byte]string{}
	for _, m := range All() {
		for _, n := range []int{0, 1, 15, 16, 4095, 4096, 65535, 1<<20 - 1} {
			for port := range m.Interfaces {
				mac := m.Unit(n).MAC
				mac[5] += byte(port)
				who := fmt.Sprintf("%s %d", m.Name, n)
				if owner[mac] != "" || port >= unitPorts {
					t.Errorf("%x: %s and %s", mac, owner[mac], who)
				}
				owner[mac] = who
			}
		}
	}
}

func TestMemory(t *testing.T) {
	for _, c := range []struct {
		name, text string
		mb, part   int
		ports      int
	}{{"c1941", "487424K/36864K", 36, 7, 2}, {"c2901", "487424K/36864K", 36, 7, 2}, {"c2911", "483328K/40960K", 40, 7, 3}} {
		m, ok := Lookup(strings.ToUpper(c.name))
		if !ok {
			t.Fatal(c.name)
		}
		if m.MemoryText() != c.text || m.IOMEMMB() != c.mb || m.IOMEMPercent() != c.part {
			t.Errorf("%s: %s, %d MB, %d percent", c.name, m.MemoryText(), m.IOMEMMB(), m.IOMEMPercent())
		}
		if n := m.InterfaceCounts(); len(n) != 1 || n[0] != (Count{"Gigabit Ethernet", c.ports}) {
			t.Errorf("%s: %v", c.name, n)
		}
	}
	m, _ := Lookup("c1941")
	if m.IOMEMRequest() != 0x0208F000 { // ios-boot.md 2.1
		t.Errorf("%#x", m.IOMEMRequest())
	}
	if m := (Model{FlashKB: 255488}); m.FormatSectors() != 510944 { // ios-boot.md 7.6
		t.Error(m.FormatSectors())
	}
}

func TestLookup(t *testing.T) {
	for name, want := range map[string]string{"c2901": "c2901", "C2901": "c2901", "2901": "", "c9999": "", "": ""} {
		if m, ok := Lookup(name); ok != (want != "") || ok && m.Name != want {
			t.Errorf("%q", name)
		}
	}
}

func TestClassB(t *testing.T) {
	m, ok := Lookup("c2621")
	if !ok {
		t.Fatal("c2621")
	}
	var got []string
	for _, f := range m.FileSystems {
		got = append(got, f.Prefix)
	}
	if want := strings.Fields("nvram null system xmodem ymodem tftp flash lex rcp ftp"); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if f, ok := m.FileSystem(m.DefaultFS); !ok || f.Backing != ClassB || f.Size != 16252928 {
		t.Errorf("%+v", f)
	}
	for version, width := range map[string]int{"12.1(17)": 21, "12.2(12e)": 21, "12.3(1)": 27, "12.4(12)": 27, "15.0(1)M": 27, "": 21} {
		if w := m.TextsOf(version).DateWidth; w != width {
			t.Errorf("%s: %d", version, w)
		}
	}
	if !regexp.MustCompile(serialPattern(m)).MatchString("JAD04270AB1") || m.MAC[0]&2 == 0 {
		t.Errorf("%+v", m)
	}
}

func TestNoFlash(t *testing.T) {
	m, ok := Lookup("iol")
	if !ok {
		t.Fatal("iol")
	}
	for _, prefix := range []string{"flash", "flash0", "flash1"} {
		if _, ok := m.FileSystem(prefix); ok {
			t.Error(prefix)
		}
	}
	if f, ok := m.FileSystem(m.DefaultFS); !ok || f.Backing != Disk || !f.Bootable {
		t.Errorf("%+v", f)
	}
	for _, f := range m.FileSystems {
		if f.Unlisted != (f.Type == "network") {
			t.Errorf("%+v", f)
		}
	}
}

// serialPattern is a regular expression of the processor board IDs: the factory's letters,
// year and week, four characters.
func serialPattern(m *Model) string {
	return "^" + m.SerialPrefix + "[0-9]{4}[0-9A-Z]{4}$"
}
