package platform

// Backing says what a file system stands on.
type Backing int

// The backings.
const (
	Opaque  Backing = iota // listed, and gives nothing
	Disk                   // a CompactFlash slot
	USB                    // a USB socket
	NVRAM                  // the configuration memory
	System                 // views of the running software
	Null                   // takes everything and keeps nothing
	Network                // a transfer protocol
	ClassB                 // linear flash: deleted files keep their room
)

// FileSystem is a row of show file systems (ios-files.md 2.1).
type FileSystem struct {
	Prefix   string   // without the colon: "flash0"
	Aliases  []string // other prefixes, without the colon: "flash"
	Type     string   // "disk", "usbflash", "nvram", "network", "opaque"
	Access   string   // "rw", "ro", "wo"
	Bootable bool     // "#" follows the last prefix
	Backing  Backing
	Counted  string // as show version counts the medium: "ATA System CompactFlash 0"
	Size     int64  // usable bytes of the medium that is sold with it; 0: none
	// Formatted is the usable bytes after `format`, which lays it out in its own way; 0:
	// Size.
	Formatted int64
	Reserved  int64 // bytes that an empty medium has used
	Cluster   int64 // bytes; what a file takes is rounded up to it
	Unlisted  bool  // dir does not know it
	Removed   bool  // no medium is in the slot unless a lab puts one there
}

// cluster is FAT's on media of these sizes (ios-files.md 1).
const cluster = 4096

// usbReserved is what an empty stick of 8 GB has used (ios-files.md 1).
const usbReserved = 36864

// compactFlash is the usable size of a CompactFlash of 256 MB (ios-files.md 2.1).
const compactFlash = 256487424

// formattedFlash is the same after `format` (ios-files.md 3.2, 10).
const formattedFlash = 256475136

func opaque(prefix, access string) FileSystem {
	return FileSystem{Prefix: prefix, Type: "opaque", Access: access}
}

func network(prefix string) FileSystem {
	return FileSystem{Prefix: prefix, Type: "network", Access: "rw", Backing: Network}
}

// isrG2 are the 20 rows of an ISR G2 in the order of ios-files.md 2.1, with a USB
// stick of usb bytes.
func isrG2(nvram, usb int64) []FileSystem {
	return []FileSystem{
		opaque("archive", "rw"),
		{Prefix: "system", Type: "opaque", Access: "rw", Backing: System},
		opaque("tmpsys", "rw"),
		{Prefix: "null", Type: "opaque", Access: "rw", Backing: Null},
		network("tftp"),
		{Prefix: "flash0", Aliases: []string{"flash"}, Type: "disk", Access: "rw", Bootable: true, Backing: Disk,
			Counted: "ATA System CompactFlash 0", Size: compactFlash, Formatted: formattedFlash, Cluster: cluster},
		{Prefix: "flash1", Type: "disk", Access: "rw", Backing: Disk,
			Counted: "ATA System CompactFlash 1", Size: compactFlash, Formatted: formattedFlash, Cluster: cluster, Removed: true},
		{Prefix: "nvram", Type: "nvram", Access: "rw", Backing: NVRAM, Size: nvram},
		opaque("syslog", "wo"),
		opaque("xmodem", "rw"),
		opaque("ymodem", "rw"),
		network("rcp"),
		network("pram"),
		network("http"),
		network("ftp"),
		network("scp"),
		opaque("tar", "ro"),
		network("https"),
		opaque("cns", "ro"),
		{Prefix: "usbflash0", Type: "usbflash", Access: "rw", Backing: USB, Size: usb, Reserved: usbReserved, Cluster: cluster},
	}
}

// linearFlash is what 16 MB of class B flash hold (ios-files.md 2.4).
const linearFlash = 16252928

// c2600 are the rows of a 2600 in the order of ios-files.md 2.4.
func c2600(nvram int64) []FileSystem {
	return []FileSystem{
		{Prefix: "nvram", Type: "nvram", Access: "rw", Backing: NVRAM, Size: nvram},
		{Prefix: "null", Type: "opaque", Access: "rw", Backing: Null},
		{Prefix: "system", Type: "opaque", Access: "rw", Backing: System},
		opaque("xmodem", "ro"),
		opaque("ymodem", "ro"),
		network("tftp"),
		{Prefix: "flash", Type: "flash", Access: "rw", Backing: ClassB,
			Counted: "processor board System flash", Size: linearFlash},
		opaque("lex", "wo"),
		network("rcp"),
		network("ftp"),
	}
}
