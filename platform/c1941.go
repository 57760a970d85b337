package platform

// c1941 is a CISCO1941/K9 with 512 MB of DRAM (ios-boot.md 2.1, 6; ios-files.md
// 2.1, whose list of file systems has pram: in a second capture).
var c1941 = Model{
	Name: "c1941", PID: "CISCO1941/K9", Family: "C1900", Module: "c1900", ImagePrefix: "c1900", Revision: "1.0",
	Machine: 190, EntryPoint: 0x81000000, MonlibEntry: 0x80803000, MonlibSize: 0x1b340,
	ROMMON: "15.0(1r)M16", ROMMONRelease: "fc1", DRAMWidth: "64/-1", DRAMBits: 64, ECC: false, BannerGap: 2,
	MemoryKB: 524288, SmartInit: onboard(0x00200000, 0x01E8F000),
	NVRAMSize: 262136, NVRAMText: "255K", FlashKB: 250880, DefaultFS: "flash0",
	FileSystems: isrG2(262136, 7925055488), Interfaces: gigabit(2), Terminals: 1, VPNModules: 1,
	Licences:     licences("ipbase", "security", "data"),
	SerialPrefix: "FJC", MAC: [6]byte{0x02, 0x41, 0x19, 0, 0, 0}, Texts: isrG2Texts, Eras: isrG2Eras,
}
