package platform

// c2911 is a CISCO2911/K9 with 512 MB of DRAM (ios-boot.md 2.2; I/O memory of
// 40960K: ios-boot.md 6).
var c2911 = Model{
	Name: "c2911", PID: "CISCO2911/K9", Family: "C2900", Module: "c2900", ImagePrefix: "c2900", Revision: "1.0", VID: "V04",
	Image:   "c2900-universalk9-mz.SPA.152-4.M1.bin",
	Machine: 290, EntryPoint: 0x81000000, MonlibEntry: 0x80803000, MonlibSize: 0x1b340,
	Loader: ROMMONG2, LoaderName: "CISCO2911/K9", MemoryStart: 0x80800000,
	ROMMON: "15.0(1r)M16", ROMMONRelease: "fc1", DRAMWidth: "72/-1", DRAMBits: 64, ECC: true, BannerGap: 1,
	MemoryKB: 524288, SmartInit: onboard(0x00400000, 0x0208F000),
	NVRAMSize: 262136, FlashKB: 250880, DefaultFS: "flash0",
	FileSystems: isrG2(262136, 7794737152), Interfaces: ports("GigabitEthernet", "0/0", "0/1", "0/2"),
	Cabled: []string{"GigabitEthernet0/0"}, Sensors: true,
	Licences:     licences("ipbase", "security", "uc", "data"),
	SerialPrefix: "FTX", MAC: [6]byte{0x02, 0x91, 0x10, 0, 0, 0}, Texts: isrG2Texts, Eras: isrG2Eras,
	Hardware: HardwareText{
		Chassis: "Cisco CISCO2911/K9 (revision 1.0)",
		Equipment: []string{
			"1 terminal line",
			"1 Virtual Private Network (VPN) Module",
			"DRAM configuration is 64 bits wide with parity enabled.",
		},
		NVRAM: "255K",
	},
}
