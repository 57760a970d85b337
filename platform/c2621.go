package platform

// c2621 is a Cisco 2621 with 64 MB of DRAM, 16 MB of class B flash and 32 KB of
// NVRAM (ios-files.md 2.4, 4.4, 15; ios-boot.md 2.2, 7.3). Its ROMMON's version, the
// I/O memory and the text of the hardware are [UNSOURCED].
var c2621 = Model{
	Name: "c2621", PID: "CISCO2621", Family: "C2600", Module: "c2600", ImagePrefix: "c2600", Revision: "0x102", VID: "V04",
	Image:   "c2600-i-mz.122-12e.bin",
	Machine: 260, EntryPoint: 0x80008000,
	Loader: ROMMONOlder, LoaderName: "c2600", MemoryStart: 0x80000000,
	Xmodem: true, ROMMON: "12.1(3r)T2", ROMMONRelease: "fc1", DRAMBits: 64,
	MemoryKB: 65536, IOMEM: 5 << 20,
	NVRAMSize: 29688, FlashKB: 16384, DefaultFS: "flash",
	FileSystems: c2600(29688), Interfaces: ports("FastEthernet", "0/0", "0/1"),
	Cabled:       []string{"FastEthernet0/0"},
	SerialPrefix: "JAD", MAC: [6]byte{0x02, 0x26, 0x21, 0, 0, 0}, Texts: classBTexts,
	Eras: []Era{{Release{12, 3}, classBTexts124}},
	Hardware: HardwareText{
		Chassis: "cisco 2621 (MPC860) processor (revision 0x102)",
		Ports:   "%d %s interface(s)",
		NVRAM:   "32K",
	},
}
