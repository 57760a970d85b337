package images

import "fmt"

// Info is what an image says about itself.
type Info struct {
	Family         string // "C2900"
	Feature        string // "UNIVERSALK9"
	Name           string // "C2900-UNIVERSALK9-M"
	Version        string // "15.2(4)M1"
	Release        string // "fc1"
	Compiled       string // "Thu 26-Jul-12 20:54"
	CopyrightYears string // "1986-2012"
	Builder        string // "prod_rel_team"

	Machine   uint16 // e_machine of the ELF header
	Entry     uint32 // entry point
	LoadSize  int64  // bytes that the boot loader loads (ios-boot.md 2.2)
	Size      int64  // length of the file in bytes; -1 if unknown
	RunSize   int64  // bytes in memory (ios-boot.md 9.4)
	Signed    bool   // a signature follows the ELF file
	Simulated bool   // built by iosim
}

// Banner returns the first line of show version and of the boot messages.
func (i Info) Banner() string {
	return fmt.Sprintf("Cisco IOS Software, %s Software (%s), Version %s, RELEASE SOFTWARE (%s)",
		i.Family, i.Name, i.Version, i.Release)
}
