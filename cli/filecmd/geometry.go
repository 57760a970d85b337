package filecmd

import (
	"strconv"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
)

// sector is the size of a sector of a disk, in bytes.
const sector = 512

// geometry is the geometry of a card, as printed by show flash: all (ios-files.md 4.2). The
// numbers follow from the size of the medium; the positions of the areas are [UNSOURCED].
type geometry struct {
	sectors, cylinders           int64
	fat, perCluster, clusters    int64
	data, baseRoot, baseFAT, top int64
}

// The properties that all cards share (ios-files.md 4.2).
const (
	heads    = 16
	perTrack = 63
	fatStart = 226
	rootSize = 32
)

func geometryOf(size, clusterSize int64) geometry {
	g := geometry{perCluster: clusterSize / sector, clusters: size / clusterSize}
	g.fat = ceil(g.clusters*2, sector)
	g.data = g.clusters * g.perCluster
	g.baseFAT = fatStart
	g.baseRoot = g.baseFAT + 2*g.fat
	g.top = g.baseRoot + rootSize
	g.cylinders = ceil(g.top+g.data, heads*perTrack)
	g.sectors = g.cylinders * heads * perTrack
	return g
}

// showGeometry prints the part after the files. A card that was never formatted by this
// software has no monlib; the internal one has that of its platform.
func showGeometry(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	m := c.System.Model()
	cluster := int64(4096)
	if row, ok := m.FileSystem(n.Prefix); ok && row.Cluster > 0 {
		cluster = row.Cluster
	}
	g := geometryOf(fs.Info().Size, cluster)
	c.Printf("******** ATA Flash Card Geometry/Format Info ********\n\nATA CARD GEOMETRY\n")
	text := func(name, value string) { c.Printf("   %-22s %s\n", name, value) }
	number := func(name string, v int64) { text(name, strconv.FormatInt(v, 10)) }
	text("Manufacturer Name", "iosim ATA Flash Card")
	text("Model Number", "iosim ATA FLASH DISK")
	text("Serial Number", c.System.Serial())
	text("Firmware Revision", "V1.01")
	number("Number of Heads:", heads)
	number("Number of Cylinders", g.cylinders)
	number("Sectors per Track", perTrack)
	number("Sector Size", sector)
	number("Total Sectors", g.sectors)
	c.Printf("\nATA CARD FORMAT\n")
	number("Number of FAT Sectors", g.fat)
	number("Sectors Per Cluster", g.perCluster)
	number("Number of Clusters", g.clusters)
	number("Number of Data Sectors", g.data)
	number("Base Root Sector", g.baseRoot)
	number("Base FAT Sector", g.baseFAT)
	number("Base Data Sector", g.top)
	if flashFilesys.In(c.Match) {
		return nil
	}
	c.Printf("\nATA MONLIB INFO\n")
	if fs.Info().Type != ifs.Disk {
		c.Printf("   Image Monlib size = NA\n   Disk monlib size = NA\n   Name = NA\n")
		c.Printf("   Monlib Start sector = NA\n   Monlib End sector = NA\n   Monlib updated by = NA\n   Monlib version = NA\n")
		return nil
	}
	c.Printf("   Image Monlib size = %d\n   Disk monlib size = %d\n", m.MonlibSize, monlibRoom)
	c.Printf("   Name = %s-atafslib-m\n   Monlib Start sector = 2\n   Monlib End sector = %d\n",
		m.ImagePrefix, 1+ceil(int64(m.MonlibSize), sector))
	image := c.System.Image().Image
	c.Printf("   Monlib updated by = %s%s\n   Monlib version = 1\n", image.Name, image.Version)
	return nil
}

// monlibRoom is the space for the boot loader on a card, in bytes: the sectors before the
// FAT.
const monlibRoom = (fatStart - 2) * sector
