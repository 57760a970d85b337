package platform

// c2621 is a Cisco 2621 with 64 MB of DRAM, 16 MB of class B flash and 32 KB of
// NVRAM (ios-files.md 2.4, 4.4, 15; ios-boot.md 2.2, 7.3). Its ROMMON's version, the
// place of its loader and the I/O memory are [UNSOURCED].
var c2621 = Model{
	Name: "c2621", PID: "CISCO2621", Family: "C2600", Module: "c2600", ImagePrefix: "c2600", Revision: "0x102",
	Machine: 260, EntryPoint: 0x80008000, MonlibEntry: 0x80008000, MonlibSize: 0xcb80,
	Xmodem: true, ROMMON: "12.1(3r)T2", ROMMONRelease: "fc1", DRAMWidth: "64", DRAMBits: 64, BannerGap: 1,
	MemoryKB: 65536, SmartInit: []MemoryRequest{{[]string{"Onboard devices &", "buffer pools"}, 0x00500000}},
	NVRAMSize: 29688, NVRAMText: "32K", FlashKB: 16384, DefaultFS: "flash",
	FileSystems: c2600(29688), Interfaces: fastEthernet(2), Terminals: 1,
	SerialPrefix: "JAD", MAC: [6]byte{0x02, 0x26, 0x21, 0, 0, 0}, Texts: classBTexts,
	Eras:      []Era{{Since: "12.3", Texts: classBTexts124}},
	Processor: "MPC860", Chassis: "2621", Platform: "c2600",
}
