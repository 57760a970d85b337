package platform

// iol is a router as IOS on Linux shows it to its user: the storage is a folder of
// the machine, unix:, there is no flash: and there are no boot variables (the box
// without flash of ios-files.md 14.1). The hardware, and how it starts, are those of
// a 2901: of its own it has neither; the rows are [UNSOURCED] but for what they lack.
var iol = func() Model {
	m := c2901
	m.Name, m.Image, m.DefaultFS, m.NoBootVariables = "iol", "", "unix", true
	m.FileSystems = unixDisk(m.NVRAMSize)
	m.MAC = [6]byte{0x02, 0x10, 0x01, 0, 0, 0}
	return m
}()

// unixDisk are the rows of a router without flash. No list of dir has the networks.
func unixDisk(nvram int64) []FileSystem {
	rows := []FileSystem{
		{Prefix: "system", Type: "opaque", Access: "rw", Backing: System},
		opaque("tmpsys", "rw"),
		{Prefix: "unix", Type: "disk", Access: "rw", Bootable: true, Backing: Disk, Counted: "ATA System CompactFlash 0",
			Size: compactFlash, Cluster: cluster},
		{Prefix: "null", Type: "opaque", Access: "rw", Backing: Null},
		opaque("tar", "ro"),
		network("tftp"),
		opaque("syslog", "wo"),
		{Prefix: "nvram", Type: "nvram", Access: "rw", Backing: NVRAM, Size: nvram},
		network("rcp"),
		network("http"),
		network("ftp"),
		network("scp"),
		network("https"),
		opaque("cns", "ro"),
	}
	for i := range rows {
		rows[i].Unlisted = rows[i].Backing == Network
	}
	return rows
}
