package images

import (
	"encoding/hex"
	"slices"
)

//go:generate go test -run ^TestDigests$ -args -write

// listed has the names and sizes of the images of the catalogue. Sizes marked REAL
// are those of Cisco's files (ios-boot.md 9.5); the others are chosen.
var listed = []struct {
	file  string
	size  int64
	fault Fault
}{
	{"c1900-universalk9-mz.SPA.150-1.M8.bin", 45832792, NoFault},  // REAL
	{"c1900-universalk9-mz.SPA.151-4.M4.bin", 55088360, NoFault},  // REAL
	{"c1900-universalk9-mz.SPA.154-3.M3.bin", 75608148, NoFault},  // of the real load size 0x481ac1c (ios-boot.md 2.1)
	{"c1900-universalk9-mz.SPA.157-3.M8.bin", 85053068, NoFault},  // REAL
	{"c1900-universalk9-mz.SPA.157-3.M9.bin", 85054748, NoFault},  // REAL
	{"c2600-i-mz.122-10b.bin", 5358032, NoFault},                  // REAL (7.3)
	{"c2600-i-mz.122-12e.bin", 5427700, NoFault},                  // REAL (ios-files.md 4.4)
	{"c2600-i-mz.121-17.bin", 4511476, NoFault},                   // REAL (ios-files.md 4.4)
	{"c2600-ik9o3s3-mz.124-12.bin", 15713304, NoFault},            // chosen
	{"c2900-universalk9-mz.SPA.152-4.M1.bin", 97794040, NoFault},  // of the real load size 0x5d433c0 (ios-boot.md 2.2)
	{CorruptFile, 99748236, FaultCompressed},                      // chosen
	{"c2900-universalk9-mz.SPA.154-3.M.bin", 103727964, NoFault},  // REAL
	{"c2900-universalk9-mz.SPA.155-2.T1.bin", 107410736, NoFault}, // REAL
	{"c2900-universalk9-mz.SPA.157-3.M8.bin", 110493264, NoFault}, // REAL
}

// CorruptFile is the image of the catalogue with damaged bytes: its name and
// headers are valid, but the checksum of its packed part is wrong.
const CorruptFile = "c2900-universalk9-mz.SPA.153-3.M5.bin"

// specs returns the catalogue without digests. TestCatalogue checks that it has all
// rows of listed.
func specs() []Spec {
	out := make([]Spec, 0, len(listed))
	for _, x := range listed {
		info, err := ParseFile(x.file)
		if err != nil {
			continue
		}
		if s, err := newSpec(x.file, x.size, info, Options{Fault: x.fault}); err == nil {
			out = append(out, s)
		}
	}
	return out
}

// Lookup finds an image of the catalogue by its file name, which is case-sensitive.
func Lookup(file string) (Spec, bool) {
	all := specs()
	i := slices.IndexFunc(all, func(s Spec) bool { return s.File == file })
	if i < 0 {
		return Spec{}, false
	}
	all[i].Digests, all[i].digestsValid = digestsOf(file)
	return all[i], all[i].digestsValid
}

// stored is Digests in the generated table, with hashes in hexadecimal.
type stored struct {
	crc, compressed, uncompressed     uint32
	embedded, sha512, published, file string
}

func digestsOf(file string) (d Digests, ok bool) {
	x, ok := digests[file]
	if !ok {
		return d, false
	}
	d.CRC, d.Compressed, d.Uncompressed = x.crc, x.compressed, x.uncompressed
	for _, f := range []struct {
		dst []byte
		hex string
	}{{d.Embedded[:], x.embedded}, {d.SHA512[:], x.sha512}, {d.Published[:], x.published}, {d.File[:], x.file}} {
		n, err := hex.Decode(f.dst, []byte(f.hex))
		ok = ok && err == nil && n == len(f.dst)
	}
	return d, ok
}
