package boot

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/platform"
)

// form is what one kind of ROMMON prints that another words differently.
type form struct {
	memory   func(*platform.Model) string // the banner from the size of the memory on
	ready    string                       // its end, once ROMMON is initialized
	loadTest string                       // the heading of the load of an image
}

var forms = map[platform.Loader]form{
	platform.ROMMONG2:    {memory: memoryG2, ready: "\n", loadTest: "\n\nIOS Image Load Test\n___________________\n"},
	platform.ROMMONOlder: {memory: memoryOlder},
}

// memoryG2 is ios-boot.md 2.1 and 2.2.
func memoryG2(p *platform.Model) string {
	ecc := "disabled"
	if p.ECC {
		ecc = "enabled"
	}
	return fmt.Sprintf("Total memory size = %d MB - On-board = %d MB, DIMM0 = 0 MB\n", p.MemoryMB(), p.MemoryMB()) +
		fmt.Sprintf("%s platform with %d Kbytes of main memory\n", p.LoaderName, p.MemoryKB) +
		fmt.Sprintf("Main memory is configured to %s(On-board/DIMM0) bit mode with ECC %s\n", p.DRAMWidth, ecc) +
		strings.Repeat("\n", p.BannerGap) + "Readonly ROMMON initialized"
}

// memoryOlder is of a router before ISR (ios-boot.md 4.2, of a 2801; a 2600 does not
// tell how its memory is configured [UNSOURCED]).
func memoryOlder(p *platform.Model) string {
	return fmt.Sprintf("%s platform with %d Kbytes of main memory\n\n", p.LoaderName, p.MemoryKB)
}
