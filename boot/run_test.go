package boot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
)

func TestColdBoot(t *testing.T) {
	b := newBoard(t)
	s := build(t, goodFile, images.NoFault)
	b.flash0.text("notes.txt", "first file, and no image")
	b.flash0.image(s)
	b.startup = listed("flash:" + goodFile)
	begin := b.clk.Now()
	out, err := b.run(t, PowerOn)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(bannerOf+loaded(s), b.output()); d != "" {
		t.Error(d)
	}
	if out.Image.Version != "15.2(4)M1" || out.File.String() != "flash0:"+goodFile || out.Why != Listed {
		t.Errorf("%+v", out)
	}
	if d := b.clk.Now().Sub(begin); d < 2*time.Second || d > 10*time.Second {
		t.Errorf("a boot took %v of device time", d)
	}
}

// TestVersionIsTheFiles: what the file is called does not matter.
func TestVersionIsTheFiles(t *testing.T) {
	b := newBoard(t)
	s := build(t, newFile, images.NoFault)
	b.flash0.put("old.bin", s.Image(), s.Size)
	out, err := b.run(t, Reload)
	if err != nil {
		t.Fatal(err)
	}
	if out.Image.Version != "15.5(2)T1" || out.File.String() != "flash0:old.bin" || out.Why != FirstFile {
		t.Errorf("%+v", out)
	}
	if !strings.HasPrefix(b.output(), "\nSystem Bootstrap") {
		t.Errorf("%.40q", b.output())
	}
}

// TestFailures: every failure of the list ends at ROMMON's prompt after a few
// attempts, and boot usbflash0: gets out of it.
func TestFailures(t *testing.T) {
	typed := "boot usbflash0:" + goodFile
	head := func(s images.Spec) string {
		return fmt.Sprintf("\n\nIOS Image Load Test\n___________________\nprogram load complete, entry point: 0x81000000, size: %#x\n", s.Info.LoadSize)
	}
	crashOf := func(code int) string {
		if code == 9 {
			return "\n*** System received a Software forced crash ***\nsignal= 0x17, code= 0x9, context= 0x80014ac0\nPC = 0x810000d4, Cause = 0x20, Status Reg = 0x3040a803\n"
		}
		return "\n*** System received a Software forced crash ***\nsignal= 0x17, code= 0x5, context= 0x80014340\nPC = 0x810000d4, Cause = 0x20, Status Reg = 0x3041e803\n"
	}
	const name = "boot: cannot load \"flash0:" + goodFile + "\"\n"
	sums := func(s images.Spec) (got, want uint32) {
		_, err := images.Verify(t.Context(), s.Image().Reader(), s.Size, nil)
		var e *images.Error
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
		return e.Got, e.Want
	}
	image := func(f images.Fault) images.Spec { return build(t, goodFile, f) }
	corrupt, unpacked, cut := image(images.FaultCompressed), image(images.FaultUncompressed), image(images.FaultTruncated)
	checksum := func(word string, s images.Spec, gap string) string {
		got, want := sums(s)
		return fmt.Sprintf("\nError : %s image checksum is incorrect 0x%08X\n%s        Expected a checksum of 0x%08X\n", word, got, gap, want)
	}
	wrong := build(t, "c1900-universalk9-mz.SPA.154-3.M3.bin", images.NoFault)
	for _, c := range []struct {
		name string
		set  func(b *fakeBoard)
		want string // between the banners, twice: flash0: is tried again after flash1:
	}{
		{"empty flash", func(b *fakeBoard) {}, monlibOf + "boot: cannot determine first executable file name ondevice \"flash0:\"\n"},
		{"no image in flash", func(b *fakeBoard) { b.flash0.text("a.txt", "a") },
			monlibOf + "boot: cannot determine first executable file name ondevice \"flash0:\"\n"},
		{"no card", func(b *fakeBoard) { b.flash0.info.Absent = true }, "Compact Flash0: Not present\n"},
		{"corrupt", func(b *fakeBoard) { b.flash0.image(corrupt) },
			monlibOf + monlibOf + head(corrupt) + checksum("compressed", corrupt, "\n") + crashOf(5)},
		{"truncated", func(b *fakeBoard) { b.flash0.image(cut) },
			monlibOf + monlibOf + head(cut) + checksum("compressed", cut, "\n") + crashOf(5)},
		{"unpacked", func(b *fakeBoard) { b.flash0.image(unpacked) },
			monlibOf + monlibOf + head(unpacked) + "Self decompressing the image : " + strings.Repeat("#", 1150) + " [OK]\n" +
				checksum("uncompressed", unpacked, "") + crashOf(9)},
		{"signature", func(b *fakeBoard) { b.flash0.image(image(images.FaultSignature)) },
			monlibOf + monlibOf + "\n\nIOS Image Load Test\n___________________\nFailed to validate digital signature\n" + name},
		{"wrong platform", func(b *fakeBoard) { b.flash0.put(goodFile, wrong.Image(), wrong.Size) },
			monlibOf + monlibOf + "loadprog: error - Invalid image for platform\ne_machine = 190, cpu_type = 290\n" + name},
		{"unreadable", func(b *fakeBoard) {
			b.flash0.image(corrupt)
			n := 0 // the search for executables succeeds, the attempts do not
			b.flash0.onOpen = func(context.Context) error {
				if n++; n > 2 {
					return &ifs.Error{Kind: ifs.KindIO}
				}
				return nil
			}
		}, monlibOf + "open(): Open Error = -66\nloadprog: error - on file open\n" + name},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBoard(t, "", typed)
			good := build(t, goodFile, images.NoFault)
			b.usb.image(good)
			c.set(b)
			out, err := b.run(t, PowerOn)
			if err != nil {
				t.Fatalf("%v\n%s", err, b.output())
			}
			want := bannerOf + c.want + bannerOf + "Compact Flash1: Not present\n" + bannerOf + c.want +
				bannerOf + "rommon 1 > \nrommon 2 > " + typed + "\n" + loaded(good)
			if d := cmp.Diff(want, b.output()); d != "" {
				t.Error(d)
			}
			if out.File.String() != "usbflash0:"+goodFile || out.Why != Typed {
				t.Errorf("%+v", out)
			}
		})
	}
}

// TestListedFailures: the boot list first, each failure with its own words, then
// the first image.
func TestListedFailures(t *testing.T) {
	b := newBoard(t)
	s := build(t, newFile, images.NoFault)
	b.flash0.image(s)
	b.flash0.text("page.html", "<html>")
	b.flash0.text("empty.bin", "")
	b.startup = listed("flash:missing.bin", "flash0:page.html", "flash0:empty.bin", "rom", "slot9:x")
	out, err := b.run(t, PowerOn)
	if err != nil {
		t.Fatal(err)
	}
	want := bannerOf + monlibOf + "loadprog: error - on file open\nboot: cannot load \"flash:missing.bin\"\n" +
		bannerOf + monlibOf + monlibOf + "loadprog: bad file magic number: 0x3c68746d\nboot: cannot load \"flash0:page.html\"\n" +
		bannerOf + monlibOf + monlibOf + "loadprog: bad file magic number: 0x0\nboot: cannot load \"flash0:empty.bin\"\n" +
		bannerOf + "loadprog: error - on file open\nboot: cannot load \"rom\"\n" +
		bannerOf + "bad device name\n" + bannerOf + loaded(s)
	if d := cmp.Diff(want, b.output()); d != "" {
		t.Error(d)
	}
	if out.Why != FirstFile {
		t.Errorf("%+v", out)
	}
}

func TestRegisters(t *testing.T) {
	for _, c := range []struct {
		reg  Register
		want string // the file that starts; "" stays in ROMMON
	}{
		{0x2102, "flash0:b.bin"}, {0x2142, "flash0:a.bin"}, {0x2101, "flash0:a.bin"}, {0x2100, ""}, {0, ""}, {0x2120, ""}, {0x210f, "flash0:b.bin"},
	} {
		b := newBoard(t)
		b.reg = c.reg
		s := build(t, goodFile, images.NoFault)
		b.flash0.put("a.bin", s.Image(), s.Size)
		b.flash0.put("b.bin", s.Image(), s.Size)
		b.startup = listed("flash0:b.bin")
		out, err := b.run(t, PowerOn)
		if c.want == "" {
			if !errors.Is(err, io.EOF) || b.output() != bannerOf+"rommon 1 > " {
				t.Errorf("%v: %v\n%s", c.reg, err, b.output())
			}
			continue
		}
		if err != nil || out.File.String() != c.want {
			t.Errorf("%v: %v, %v", c.reg, out.File, err)
		}
	}
}

func TestBreak(t *testing.T) {
	s := build(t, goodFile, images.NoFault)
	for _, c := range []struct{ name, at, want string }{
		{"bootstrap", "main memory", bannerOf + "rommon 1 > "},
		{"end of the banner", "ROMMON initialized", bannerOf + "rommon 1 > "},
		{"load", "########", "\nmonitor: command \"boot\" aborted due to user interrupt\nrommon 1 > "},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBoard(t)
			b.flash0.image(s)
			b.con.breakAt = []string{c.at}
			_, err := b.run(t, PowerOn)
			if !errors.Is(err, io.EOF) || !strings.HasSuffix(b.output(), c.want) {
				t.Errorf("%v\n%s", err, b.output())
			}
		})
	}
	// Between two attempts it is not lost either.
	empty := newBoard(t)
	empty.con.breakAt = []string{"ondevice"}
	if _, err := empty.run(t, PowerOn); !errors.Is(err, io.EOF) ||
		!strings.HasSuffix(empty.output(), "ondevice \"flash0:\"\n"+bannerOf+"rommon 1 > ") || strings.Contains(empty.output(), "Flash1") {
		t.Errorf("%v\n%s", err, empty.output())
	}
	// After a minute it depends on the register.
	for _, reg := range []Register{0x2102, 0x2002} {
		b := newBoard(t)
		b.reg = reg
		b.flash0.image(s)
		n := 0
		b.flash0.onOpen = func(ctx context.Context) error {
			if n++; n > 1 {
				return b.clk.Sleep(ctx, 2*time.Minute)
			}
			return nil
		}
		b.con.breakAt = []string{"####"}
		_, err := b.run(t, PowerOn)
		if stopped := errors.Is(err, io.EOF); stopped == reg.BreakDisabled() {
			t.Errorf("%v: %v\n%s", reg, err, b.output())
		}
	}
}

func TestPowerOff(t *testing.T) {
	b := newBoard(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	off := errors.New("off")
	b.flash0.image(build(t, goodFile, images.NoFault))
	n := 0
	b.flash0.onOpen = func(context.Context) error {
		if n++; n > 1 {
			cancel(off)
		}
		return nil
	}
	if _, err := Run(ctx, b, PowerOn); err != off {
		t.Errorf("%v\n%s", err, b.output())
	}
}

func TestNetworkBoot(t *testing.T) {
	s := build(t, newFile, images.NoFault)
	b := newBoard(t)
	b.tftp.image(s)
	b.startup = listed("tftp missing.bin 10.1.1.1", "tftp://10.1.1.1/"+newFile)
	b.startup.Addresses = map[string]netip.Prefix{"GigabitEthernet0/0": netip.MustParsePrefix("10.1.1.2/24")}
	out, err := b.run(t, Reload)
	if err != nil {
		t.Fatalf("%v\n%s", err, b.output())
	}
	if out.File.String() != "tftp://10.1.1.1/"+newFile || out.Image.Version != "15.5(2)T1" || b.address.String() != "10.1.1.2" {
		t.Errorf("%+v, address %v", out, b.address)
	}
	want := "\n" + bannerOf + "Receiving missing.bin from 10.1.1.1 \nTFTP boot exit: File not found\n" +
		"loadprog: error - on file open\nboot: cannot load \"tftp:missing.bin 10.1.1.1\"\n" +
		bannerOf + "Receiving " + newFile + " from 10.1.1.1 \nFile reception completed.\n" + strings.TrimPrefix(loaded(s), monlibOf+monlibOf)
	if d := cmp.Diff(want, b.output()); d != "" {
		t.Error(d)
	}
}

// The board learns of each attempt, in order, with what was wrong.
func TestTried(t *testing.T) {
	b := newBoard(t)
	s := build(t, goodFile, images.NoFault)
	b.flash0.text("notes.txt", "no image")
	b.usb.image(s)
	b.startup = listed("flash0:none.bin", "flash0:notes.txt", "usbflash0:"+goodFile)
	if _, err := b.run(t, PowerOn); err != nil {
		t.Fatal(err)
	}
	want := []string{"boot-system flash0:none.bin missing", "boot-system flash0:notes.txt not-image", "boot-system usbflash0:" + goodFile + " ok"}
	if d := cmp.Diff(want, b.tried); d != "" {
		t.Error(d)
	}
}
