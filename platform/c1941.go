package platform

// c1941 is a CISCO1941/K9 with 512 MB of DRAM (ios-boot.md 2.1, 6; ios-files.md
// 2.1, whose list of file systems has pram: in a second capture).
var c1941 = Model{
	Name: "c1941", PID: "CISCO1941/K9", Family: "C1900", Module: "c1900", ImagePrefix: "c1900", Revision: "1.0", VID: "V04",
	Image:   "c1900-universalk9-mz.SPA.151-4.M4.bin",
	Machine: 190, EntryPoint: 0x81000000, MonlibEntry: 0x80803000, MonlibSize: 0x1b340,
	Loader: ROMMONG2, LoaderName: "CISCO1941/K9", MemoryStart: 0x80800000,
	ROMMON: "15.0(1r)M16", ROMMONRelease: "fc1", DRAMWidth: "64/-1", DRAMBits: 64, ECC: false, BannerGap: 2,
	MemoryKB: 524288, SmartInit: onboard(0x00200000, 0x01E8F000),
	NVRAMSize: 262136, FlashKB: 250880, DefaultFS: "flash0",
	FileSystems: isrG2(262136, 7925055488), Interfaces: ports("GigabitEthernet", "0/0", "0/1"),
	Cabled: []string{"GigabitEthernet0/0"}, Sensors: true,
	Licences:     licences("ipbase", "security", "data"),
	SerialPrefix: "FJC", MAC: [6]byte{0x02, 0x41, 0x19, 0, 0, 0}, Texts: isrG2Texts, Eras: isrG2Eras,
	Hardware: HardwareText{
		Chassis: "Cisco CISCO1941/K9 (revision 1.0)",
		Equipment: []string{
			"1 terminal line",
			"1 Virtual Private Network (VPN) Module",
			"DRAM configuration is 64 bits wide with parity disabled.",
		},
		NVRAM: "255K",
	},
}
