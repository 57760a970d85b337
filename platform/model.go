package platform

import (
	"fmt"
	"slices"
	"strings"
)

// Model describes one kind of router. Models are shared and must not be changed.
type Model struct {
	Name        string // in lab files: "c2901"
	PID         string // "CISCO2901/K9"
	Family      string // as images have it (CW_FAMILY): "C2900"
	Module      string // of the licence table of show version: "c2900"
	ImagePrefix string // first word of image names: "c2900"
	Image       string // the image that it is sold with; "": none
	Revision    string // of the chassis: "1.0"
	VID         string // version of the chassis in show inventory: "V04" [UNSOURCED]

	// Machine is the e_machine number that ROMMON demands in the ELF header of an
	// image. Cisco's numbers are not public; these are iosim's own.
	Machine    uint16
	EntryPoint uint32 // where images are loaded (ios-boot.md 2.2)
	// MonlibEntry and MonlibSize (in bytes) are of the loader of the flash file system
	// (ios-boot.md 2.2); 0: the flash needs none.
	MonlibEntry, MonlibSize uint32

	Loader     Loader
	LoaderName string // what the loader calls the platform: "CISCO2901/K9", "c2600"
	Xmodem     bool   // its ROMMON receives images over the console line (ios-boot.md 7.7)
	ROMMON     string // version of the System Bootstrap: "15.0(1r)M16"
	// ROMMONRelease stands behind the version: "fc1".
	ROMMONRelease string
	MemoryStart   uint32 // address of the main memory, of meminfo
	DRAMWidth     string // of the bootstrap's banner: "72/-1"
	DRAMBits      int    // of meminfo: 64
	ECC           bool   // "ECC enabled" in the bootstrap's banner
	BannerGap     int    // blank lines before "Readonly ROMMON initialized" (ios-boot.md 2.1, 2.2)
	MemoryKB      int    // DRAM in KiB
	SmartInit     []MemoryRequest
	IOMEM         uint32 // I/O memory in bytes where there is no Smart Init

	NVRAMSize int64 // usable bytes (ios-files.md 1)
	FlashKB   int64 // raw KiB of the CompactFlash, of show version
	// NoBootVariables: show bootvar is no command.
	NoBootVariables bool
	Sensors         bool // it has power and temperature sensors: show environment is a command

	DefaultFS string // prefix of the file system a session starts in: "flash0"

	FileSystems []FileSystem // in the order of show file systems
	Interfaces  []Interface  // the first is the one ROMMON can use
	Cabled      []string     // the ports with a cable to the switch of a lab
	Licences    []Licence    // in the order of show version
	Hardware    HardwareText

	SerialPrefix string  // of the processor board ID: "FTX"
	MAC          [6]byte // of the first LAN port; locally administered, ours; see Unit
	Texts        Texts
	Eras         []Era // later releases that word things in another way
}

// Loader is a kind of boot loader.
type Loader int

// The loaders.
const (
	ROMMONG2    Loader = iota // ROMMON of an ISR G2 (ios-boot.md 2.1, 2.2)
	ROMMONOlder               // ROMMON of routers before ISR (ios-boot.md 4.2)
)

// HardwareText is what the start and show version say of the hardware.
type HardwareText struct {
	Chassis   string   // what stands before the memory: "Cisco CISCO2901/K9 (revision 1.0)"
	Ports     string   // format of the number and the type of ports; "": "1 TYPE interface", "2 TYPE interfaces"
	Equipment []string // lines behind the ports: "1 terminal line"
	NVRAM     string   // size: "255K"
}

// MemoryRequest is a row of Smart Init's table.
type MemoryRequest struct {
	Type  []string // lines of the first column
	Bytes uint32
}

// Interface is a port.
type Interface struct {
	Name  string // "GigabitEthernet0/0"
	Short string // as ROMMON calls it: "Ge0/0"
	Type  string // as show version counts it: "Gigabit Ethernet"
}

// Licence is a row of show version's technology packages.
type Licence struct {
	Technology string // "ipbase"
	Current    string // "ipbasek9", "None"
	Type       string // "Permanent", "None"
	Next       string // after the next reboot
}

// iomemStep is the granularity of IOMEM in MB (ios-boot.md 2.1: 0x0208F000 bytes
// become 36 MB).
const iomemStep = 4

// IOMEMRequest is the sum of Smart Init's table in bytes.
func (m *Model) IOMEMRequest() uint32 {
	var n uint32
	for _, r := range m.SmartInit {
		n += r.Bytes
	}
	return n
}

// IOMEMMB is the I/O memory in MB: Smart Init's request rounded up to a multiple of 4,
// or IOMEM.
func (m *Model) IOMEMMB() int {
	if m.SmartInit == nil {
		return int(m.IOMEM >> 20)
	}
	const step = iomemStep << 20
	return int((int64(m.IOMEMRequest())+step-1)/step) * iomemStep
}

// IOMEMPercent is the I/O memory in percent of the DRAM, rounded down
// (ios-boot.md 2.1: 36 of 512 MB are 7 percent).
func (m *Model) IOMEMPercent() int { return m.IOMEMMB() * 100 / m.MemoryMB() }

// MemoryMB is the DRAM in MB.
func (m *Model) MemoryMB() int { return m.MemoryKB / 1024 }

// MemoryText is the memory of show version, processor and I/O:
// "487424K/36864K".
func (m *Model) MemoryText() string {
	io := m.IOMEMMB() * 1024
	return fmt.Sprintf("%dK/%dK", m.MemoryKB-io, io)
}

// InterfaceCounts are the ports by their type, in order of appearance: the lines
// of show version.
func (m *Model) InterfaceCounts() []Count {
	var out []Count
next:
	for _, i := range m.Interfaces {
		for j := range out {
			if out[j].Type == i.Type {
				out[j].N++
				continue next
			}
		}
		out = append(out, Count{i.Type, 1})
	}
	return out
}

// HasCable reports whether a cable to the switch of a lab is in the port of that full
// name.
func (m *Model) HasCable(port string) bool { return slices.Contains(m.Cabled, port) }

// Port finds a port by its full name; the case of letters does not matter.
func (m *Model) Port(name string) (Interface, bool) {
	for _, i := range m.Interfaces {
		if strings.EqualFold(i.Name, name) {
			return i, true
		}
	}
	return Interface{}, false
}

// Count is how many ports of a type there are.
type Count struct {
	Type string
	N    int
}

// FileSystem finds the file system with that prefix or alias.
func (m *Model) FileSystem(prefix string) (FileSystem, bool) {
	for _, f := range m.FileSystems {
		if f.Prefix == prefix {
			return f, true
		}
		for _, a := range f.Aliases {
			if a == prefix {
				return f, true
			}
		}
	}
	return FileSystem{}, false
}

// FormatSectors is how many sectors of 512 bytes a format of the CompactFlash
// makes: 32 fewer than it has (ios-boot.md 7.6: 510944 of 255488 KiB).
func (m *Model) FormatSectors() int64 { return m.FlashKB*2 - 32 }
