package boot

import (
	"context"
	"path"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// usageOfXmodem is what a wrong line of xmodem gets: the options of ios-boot.md 7.7.
const usageOfXmodem = "xmodem [-cyrxs] <destination filename>"

// serial is what xmodem is asked for.
type serial struct {
	file            string
	crc, y, ram, no bool // -c, -y, -r: only started, -x: not started
}

// readSerial reads the arguments of xmodem. -s<speed> is taken and changes nothing: the
// line has no speed.
func readSerial(args string) (s serial, ok bool) {
	for _, w := range strings.Fields(args) {
		flags, isFlag := strings.CutPrefix(w, "-")
		switch {
		case !isFlag && s.file == "":
			s.file = w
		case !isFlag || flags == "":
			return s, false
		case strings.HasPrefix(flags, "s"):
		case strings.Trim(flags, "cyrx") != "":
			return s, false
		default:
			s.crc = s.crc || strings.Contains(flags, "c")
			s.y = s.y || strings.Contains(flags, "y")
			s.ram = s.ram || strings.Contains(flags, "r")
			s.no = s.no || strings.Contains(flags, "x")
		}
	}
	return s, s.file != "" && len(s.file) <= ifs.MaxName
}

// xmodem is the command xmodem (ios-boot.md 7.7): an image comes over the console line.
// It is judged before anything in flash is touched.
func xmodem(ctx context.Context, m *machine, args string) (Input, bool, error) {
	if !m.model.Xmodem {
		return 0, false, &Error{Kind: KindUnsupported, Name: "xmodem"}
	}
	s, ok := readSerial(args)
	if !ok {
		return 0, false, &Error{Kind: KindUsage, Name: usageOfXmodem}
	}
	if !s.ram {
		fs, root, err := m.disk(m.model.DefaultFS)
		if err != nil {
			return 0, false, err
		}
		m.printf("Do not start the sending program yet...\n")
		m.printSums(ctx, fs, root)
		m.printf("\nWARNING: All existing data in flash will be lost!\nInvoke this application only for disaster recovery.\n")
		a, err := m.con.ReadLine(ctx, "Do you wish to continue? y/n  [n]:  ")
		if err != nil {
			m.lost(ctx, err)
			return 0, false, nil
		}
		if a = strings.ToLower(strings.TrimSpace(a)); a != "y" && a != "yes" {
			return 0, false, nil
		}
	}
	r, err := m.overLine(ctx, s)
	if err != nil {
		return 0, false, err
	}
	if s.ram {
		m.printf("Download Complete!\n")
		m.request = func(ctx context.Context) error {
			info, err := m.start(ctx, r.reader(), r.size, s.file)
			if err == nil {
				m.out = Outcome{Image: info, File: ifs.Name{Prefix: "xmodem", Path: s.file}, Why: Typed}
			}
			return m.tried(ctx, Attempt{Entry{Device: "xmodem", File: s.file}, Typed}, err)
		}
		return Request, true, nil
	}
	name, err := m.program(ctx, r, s.file)
	if err != nil || s.no {
		return 0, false, err
	}
	a := attempt(Entry{Device: name.Prefix, File: name.Path}, Typed, m.lister(ctx))
	m.request = func(ctx context.Context) error { return m.attempt(ctx, a) }
	return Request, true, nil
}

// printSums lists what is in flash with its checksums.
func (m *machine) printSums(ctx context.Context, fs ifs.FS, root ifs.Name) {
	m.printf("         File size           Checksum   File name\n")
	rows, err := ifs.ReadDir(ctx, fs, root)
	if err != nil {
		return
	}
	for _, e := range rows {
		if e.Dir || e.Deleted {
			continue
		}
		sum := uint16(0)
		if f, err := fs.Open(ctx, root.With(e.Name)); err == nil {
			sum, _ = ifs.Checksum16(f)
			f.Close()
		}
		m.printf("%11d bytes (%#x)   %#04x    %s\n", e.Size, e.Size, sum, printable.Text(e.Name))
	}
}

// overLine receives and judges the image. Break ends it, and so does the sender.
func (m *machine) overLine(ctx context.Context, s serial) (*ram, error) {
	op, stop := m.breakable(ctx)
	defer stop()
	prefix := "xmodem"
	if s.y {
		prefix = "ymodem"
	}
	fs, _, err := m.b.Files().Resolve(ifs.Name{Prefix: prefix})
	if err != nil {
		return nil, &Error{Kind: KindUnsupported, Name: "xmodem", Err: err}
	}
	m.printf("Ready to receive file %s ...\n", printable.Text(s.file))
	r := &ram{limit: int64(m.model.MemoryKB-m.model.IOMEMMB()*1024) * 1024}
	t := ifs.NewTable()
	t.Mount(prefix, fs)
	t.Mount(ramPrefix, r)
	line, release := m.con.Serial(op, !s.crc && !s.y)
	_, err = ifs.Copy(line, t, ifs.Name{Prefix: ramPrefix, Path: "image"}, ifs.Name{Prefix: prefix, Path: s.file})
	release()
	m.printf("\n")
	switch {
	case interrupted(op):
		return nil, &Error{Kind: KindInterrupted, Name: "xmodem"}
	case err != nil:
		return nil, &Error{Kind: KindDownload, Err: err}
	}
	if _, err := m.judge(op, r.reader(), r.size, s.file); err != nil {
		return nil, err
	}
	return r, nil
}

// Where the flash of these machines lies, and its sectors: the addresses of the last
// ones are what the lines of ios-boot.md 7.7 end at. The base of a 2600 is [UNSOURCED].
const (
	flashBase   = 0x60000000
	eraseSector = 0x40000
	flashPage   = 0x10000
)

// program puts the received image into an empty flash. From here on nothing stops it.
func (m *machine) program(ctx context.Context, r *ram, file string) (ifs.Name, error) {
	fs, root, err := m.disk(m.model.DefaultFS)
	if err != nil {
		return root, err
	}
	if size := fs.Info().Size; size >= 0 && r.size > size {
		return root, &Error{Kind: KindDownload, Name: file}
	}
	m.printf("Erasing flash at %#x\n", flashBase+m.model.FlashKB*1024-eraseSector)
	if err := ifs.Format(ctx, fs, root); err != nil {
		return root, &Error{Kind: KindFormat, Err: err}
	}
	name := root.With(path.Base(file))
	t := ifs.NewTable()
	t.Mount(root.Prefix, fs)
	t.Mount(ramPrefix, r)
	if _, err := ifs.Copy(ctx, t, name, ifs.Name{Prefix: ramPrefix, Path: "image"}); err != nil {
		return root, &Error{Kind: KindFormat, Err: err}
	}
	m.printf("program flash location %#x\nDownload Complete!\n", flashBase+r.size/flashPage*flashPage)
	return name, nil
}
