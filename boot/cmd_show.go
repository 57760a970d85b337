package boot

import (
	"context"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// help is the command help, and "?" (ios-boot.md 7.2).
func help(_ context.Context, m *machine, _ string) error {
	m.printf("\n")
	for _, c := range commands() {
		if c.shownOn(m.model) {
			m.printf("%-20s%s\n", c.name, c.help)
		}
	}
	return nil
}

// dir is the command dir (ios-boot.md 7.3).
func dir(ctx context.Context, m *machine, args string) error {
	device, path, ok := strings.Cut(args, ":")
	if !ok || strings.Contains(args, " ") {
		return usageOfDir(m, args)
	}
	fs, root, err := m.disk(device)
	if err != nil {
		if e, ok := err.(*Error); ok && e.Kind == KindDevice {
			return usageOfDir(m, args)
		}
		return err
	}
	m.monlib()
	if ifs.Keeps(fs) && path == "" {
		return linear(ctx, m, fs, root)
	}
	entries, err := ifs.ReadDir(ctx, fs, root.With(path))
	if err != nil {
		return opening(Entry{Device: device, File: path}, err)
	}
	m.printf("Directory of %s\n\n", printable.Text(args))
	if len(entries) == 0 {
		m.printf("No files in directory\n") // [UNSOURCED]: IOS's words
	}
	for _, e := range entries {
		m.printf("%-5d%10d  %s     %s\n", e.Index, max(e.Size, 0), e.Perm, e.Name)
	}
	return nil
}

// linear lists class B flash (ios-boot.md 7.3).
func linear(ctx context.Context, m *machine, fs ifs.FS, root ifs.Name) error {
	entries, err := ifs.ReadDir(ctx, fs, root.With("/"))
	if err != nil {
		return opening(Entry{Device: root.Prefix}, err)
	}
	m.printf("         File size         Checksum   File name   \n")
	for _, e := range entries {
		f, err := fs.Open(ctx, root.With(e.Name))
		if err != nil {
			return opening(Entry{Device: root.Prefix, File: e.Name}, err)
		}
		sum, err := ifs.Checksum16(f)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return opening(Entry{Device: root.Prefix, File: e.Name}, err)
		}
		m.printf("%d bytes (%#x)   0x%04x    %s\n", e.Size, e.Size, sum, e.Name)
	}
	return nil
}

func usageOfDir(m *machine, args string) error {
	if args != "" {
		m.say(&Error{Kind: KindDevice, Name: args})
	}
	return &Error{Kind: KindUsage, Name: "dir <device>"}
}

// dev is the command dev: the disks that can be named (ios-boot.md 7.3; the names
// of an ISR G2's devices are [UNSOURCED]).
func dev(_ context.Context, m *machine, _ string) error {
	m.printf("Devices in device table:\n        id  name\n")
	for _, mount := range m.b.Files().Mounts() {
		if _, _, err := m.disk(mount.Prefix); err != nil {
			if e, ok := err.(*Error); ok && e.Kind == KindDevice {
				continue
			}
		}
		for _, p := range append([]string{mount.Prefix}, mount.Aliases...) {
			m.printf("%10s  %s\n", p+":", strings.ToLower(slotName(mount.Prefix)))
		}
	}
	m.printf("%10s  %s\n", "eprom:", "eprom")
	return nil
}

// meminfo is the command meminfo [UNSOURCED].
func meminfo(_ context.Context, m *machine, _ string) error {
	p := m.model
	m.printf("Main memory size: %d MB in %d bit mode.\n", p.MemoryMB(), p.DRAMBits)
	m.printf("Available main memory starts at %#x, size %dKB\n", p.MemoryStart, p.MemoryKB)
	m.printf("IO (packet) memory size: %d percent of main memory.\n", p.IOMEMPercent())
	m.printf("NVRAM size: %dKB\n", (p.NVRAMSize+8)/1024)
	return nil
}

// cookie is the command cookie: what the board says of itself, in hexadecimal
// [UNSOURCED]. Its content is ours: MAC address and product ID.
func cookie(_ context.Context, m *machine, _ string) error {
	b := make([]byte, 64)
	copy(b, m.model.MAC[:])
	copy(b[8:], m.model.PID)
	m.printf("cookie:\n")
	for i := 0; i < len(b); i += 16 {
		m.printf("% x\n", b[i:i+16])
	}
	return nil
}

// showmon is the command showmon [UNSOURCED].
func showmon(_ context.Context, m *machine, _ string) error {
	p := m.model
	m.printf("ReadOnly ROMMON version is:\n\nSystem Bootstrap, Version %s, RELEASE SOFTWARE (%s)\n", p.ROMMON, p.ROMMONRelease)
	m.printf("Technical Support: http://www.cisco.com/techsupport\n%s\n\nUpgrade ROMMON is not initialized\nCurrently running ROMMON from ReadOnly region\n", Notice)
	return nil
}

// sysret is the command sysret [UNSOURCED]: this ROMMON keeps nothing.
func sysret(_ context.Context, m *machine, _ string) error {
	m.printf("System Return Info:\ncount: 0,  reason: reset\n")
	return nil
}
