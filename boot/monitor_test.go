package boot

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
)

// session boots into ROMMON, types lines and gives what came behind the banner.
func session(t *testing.T, b *fakeBoard, lines ...string) string {
	t.Helper()
	b.reg &^= 0xf
	b.con.lines = lines
	if _, err := b.run(t, PowerOn); !errors.Is(err, io.EOF) {
		t.Errorf("%v", err)
	}
	out, ok := strings.CutPrefix(b.output(), bannerOf)
	if !ok {
		t.Errorf("no banner: %q", b.output())
	}
	return out
}

func check(t *testing.T, got, want string) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestVariables(t *testing.T) {
	b := newBoard(t)
	check(t, session(t, b, "IP_ADDRESS=10.1.1.2", "Ip=x y", "set", "unset Ip", "sync", "BOOT=flash0:x,12;", "set", "reset", "set", "PS1=R!>", "set"),
		`rommon 1 > IP_ADDRESS=10.1.1.2
rommon 2 > Ip=x y
rommon 3 > set
IP_ADDRESS=10.1.1.2
Ip=x y
PS1=rommon ! > `+`
rommon 4 > unset Ip
rommon 5 > sync
rommon 6 > BOOT=flash0:x,12;
rommon 7 > set
BOOT=flash0:x,12;
IP_ADDRESS=10.1.1.2
PS1=rommon ! > `+`
rommon 8 > reset

`+bannerOf+`rommon 1 > set
IP_ADDRESS=10.1.1.2
PS1=rommon ! > `+`
rommon 2 > PS1=R!>
R3> set
IP_ADDRESS=10.1.1.2
PS1=R!> `+`
R4> `)
	if d := cmp.Diff(map[string]string{"IP_ADDRESS": "10.1.1.2"}, b.env); d != "" {
		t.Error(d)
	}
}

func TestConfreg(t *testing.T) {
	b := newBoard(t)
	check(t, session(t, b, "confreg 0x2142", "confreg 0x2142", "confreg 2100", "confreg zz", "confreg 0x12345"),
		`rommon 1 > confreg 0x2142

You must reset or power cycle for new config to take effect
rommon 2 > confreg 0x2142
rommon 3 > confreg 2100

You must reset or power cycle for new config to take effect
rommon 4 > confreg zz
usage: confreg [value]
rommon 5 > confreg 0x12345
usage: confreg [value]
rommon 6 > `)
	if b.reg != 0x2100 {
		t.Errorf("register %v", b.reg)
	}
	b = newBoard(t)
	b.fail = true
	check(t, session(t, b, "confreg 0x2142", "sync"),
		"rommon 1 > confreg 0x2142\nmonitor: cannot write NVRAM\nrommon 2 > sync\nmonitor: cannot write NVRAM\nrommon 3 > ")
}

func TestConfregDialogue(t *testing.T) {
	b := newBoard(t)
	b.reg = 0x2002
	got := session(t, b, "confreg", "y", "", "", "", "", "y", "y", "y", "7", "y", "2", "n")
	check(t, got, `rommon 1 > confreg

    Configuration Summary
   (Virtual Configuration Register: 0x2000)
enabled are:
load rom after netboot fails
break/abort has effect
console baud: 9600
boot: the ROM Monitor

do you wish to change the configuration? y/n  [n]:  y
enable  "diagnostic mode"? y/n  [n]:  `+`
enable  "use net in IP bcast address"? y/n  [n]:  `+`
disable "load rom after netboot fails"? y/n  [n]:  `+`
enable  "use all zero broadcast"? y/n  [n]:  `+`
disable "break/abort has effect"? y/n  [n]:  y
enable  "ignore system config info"? y/n  [n]:  y
change console baud rate? y/n  [n]:  y
enter rate: 0 = 9600, 1 = 4800, 2 = 1200, 3 = 2400
4 = 19200, 5 = 38400, 6 = 57600, 7 = 115200 [0]:  7
change the boot characteristics? y/n  [n]:  y
enter to boot:
 0 = ROM Monitor
 1 = the boot helper image
 2-15 = boot system
    [0]:  2

    Configuration Summary
   (Virtual Configuration Register: 0x3962)
enabled are:
load rom after netboot fails
ignore system config info
console baud: 115200
boot: image specified by the boot system commands
      or default to: cisco2-C2900

do you wish to change the configuration? y/n  [n]:  n
You must reset or power cycle for new config to take effect
rommon 2 > `)
	if b.reg != 0x3962 {
		t.Errorf("register %v", b.reg)
	}
	// The line that goes in the middle changes nothing.
	b = newBoard(t)
	session(t, b, "confreg", "y", "y", "y")
	if b.reg != 0x2100 {
		t.Errorf("register %v", b.reg)
	}
}

func TestDir(t *testing.T) {
	b := newBoard(t)
	b.flash0.put("c1900-universalk9-mz.SPA.157-3.M8.bin", strings.NewReader(""), 85053068)
	check(t, session(t, b, "dir flash:", "dir usbflash0:", "dir flash1:", "dir", "dir nope:", "dir tftp:", "dev"),
		"rommon 1 > dir flash:\n"+monlibOf+`Directory of flash:

1      85053068  -rw-     c1900-universalk9-mz.SPA.157-3.M8.bin
rommon 2 > dir usbflash0:
`+monlibOf+`Directory of usbflash0:

No files in directory
rommon 3 > dir flash1:
Compact Flash1: Not present
rommon 4 > dir
usage: dir <device>
rommon 5 > dir nope:
bad device name
usage: dir <device>
rommon 6 > dir tftp:
bad device name
usage: dir <device>
rommon 7 > dev
Devices in device table:
        id  name
   flash0:  compact flash0
    flash:  compact flash0
   flash1:  compact flash1
usbflash0:  usb flash0
    eprom:  eprom
rommon 8 > `)
}

func TestOddLines(t *testing.T) {
	b := newBoard(t)
	got := session(t, b, "foo bar", "d", "", "  ", "xmodem -c x", "tftpdnld -u", "reset now later", "cont", "alias x=set", "x", "unalias x", "unalias x",
		"alias y=y", "y", "history", "repeat 2", "=x", "\x01\x02", "boot a b c d", "unset")
	for _, want := range []string{
		"monitor: command \"foo\" not found\n", "monitor: command \"d\" not found\n", "rommon 5 > xmodem",
		"monitor: command \"xmodem\" is not supported by this ROMMON\n", "kernel context state is invalid", "rommon 3 > x\nPS1=rommon ! > \n",
		"monitor: alias \"x\" not found\n", "monitor: command \"y\" not found\n", "monitor: command \"=x\" not found\n", "usage: boot [<device>:<file>]\n", "usage: unset name\n",
		"rommon 8 > history\n1   cont\n2   alias x=set\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	help := session(t, newBoard(t), "?", "help")
	if strings.Count(help, "tftpdnld            tftp image download\n") != 2 || strings.Contains(help, "xmodem") {
		t.Errorf("%s", help)
	}
}

func TestManualBoot(t *testing.T) {
	good, bad := build(t, goodFile, images.NoFault), build(t, newFile, images.FaultCompressed)
	b := newBoard(t, "boot flash0:nothing.bin", "boot")
	b.reg = 0x2100
	b.flash0.image(good)
	out, err := b.run(t, PowerOn)
	if err != nil || out.File.String() != "flash0:"+goodFile {
		t.Fatalf("%v %v", out, err)
	}
	check(t, b.output(), bannerOf+"rommon 1 > boot flash0:nothing.bin\n"+monlibOf+
		"loadprog: error - on file open\nboot: cannot load \"flash0:nothing.bin\"\nrommon 2 > boot\n"+loaded(good))

	// An image that crashes resets the router.
	b = newBoard(t, "boot "+newFile)
	b.reg = 0x2100
	b.flash0.image(bad)
	if _, err := b.run(t, PowerOn); !errors.Is(err, io.EOF) || !strings.HasSuffix(b.output(), "0x3041e803\n"+bannerOf+"rommon 1 > ") {
		t.Errorf("%v\n%s", err, b.output())
	}
}

var tftpVariables = []string{"IP_ADDRESS=10.1.1.2", "IP_SUBNET_MASK=255.255.255.0", "DEFAULT_GATEWAY=10.1.1.1", "TFTP_SERVER=10.1.1.1", "TFTP_FILE=" + newFile}

const tftpSettings = `
          IP_ADDRESS: 10.1.1.2
      IP_SUBNET_MASK: 255.255.255.0
     DEFAULT_GATEWAY: 10.1.1.1
         TFTP_SERVER: 10.1.1.1
           TFTP_FILE: ` + newFile + `
        TFTP_MACADDR: 02:90:10:00:00:00
    TFTP_DESTINATION: flash0:
             GE_PORT: Ge0/0
     TFTP_MEDIA_TYPE: Copper
        TFTP_VERBOSE: Progress
    TFTP_RETRY_COUNT: 20
        TFTP_TIMEOUT: 7200
       TFTP_CHECKSUM: Yes
       GE_SPEED_MODE: Auto Detect

Invoke this command for disaster recovery only.
WARNING: all existing data in all partitions on flash will be lost!
Do you wish to continue? y/n:  [n]:  `

func TestTFTPDownload(t *testing.T) {
	s := build(t, newFile, images.NoFault)
	b := newBoard(t, append(tftpVariables, "tftpdnld", "y", "boot")...)
	b.reg = 0x2100
	b.tftp.image(s)
	b.flash0.text("old.txt", "old")
	out, err := b.run(t, PowerOn)
	if err != nil || out.Image.Version != "15.5(2)T1" || b.flash0.formats != 1 || len(b.flash0.names) != 1 {
		t.Fatalf("%v, %v, %v", out, err, b.flash0.names)
	}
	_, got, _ := strings.Cut(b.output(), "rommon 6 > ")
	check(t, got, "tftpdnld\n"+tftpSettings+`y

Receiving `+newFile+` from 10.1.1.1 `+`
File reception completed.
IOS Image Load Test `+`
___________________ `+`
Digitally Signed Release Software `+`

Validating checksum.
Copying file `+newFile+` to flash0:.
`+monlibOf+`
Format: All system sectors written. OK...

Format: Total sectors in formatted partition: 501728
Format: Total bytes in formatted partition: %llu
Format: Operation completed successfully.
`+monlibOf+`
rommon 7 > boot
`+loaded(s))
}

// TestTFTPDownloadLosesNothing: what fails before the format leaves the disk alone.
func TestTFTPDownloadLosesNothing(t *testing.T) {
	for _, c := range []struct {
		name   string
		set    func(b *fakeBoard)
		answer string
		want   string
	}{
		{"no", func(*fakeBoard) {}, "n", "[n]:  n\nrommon 7 > "},
		{"not found", func(*fakeBoard) {}, "y", "\nTFTP boot exit: File not found\nrommon 7 > "},
		{"silent", func(b *fakeBoard) { b.tftp.openErr = &ifs.Error{Kind: ifs.KindTimeout} }, "y", "\nTFTP boot exit: Timed out\nrommon 7 > "},
		{"unreachable", func(b *fakeBoard) { b.tftp.openErr = &ifs.Error{Kind: ifs.KindUnreachable} }, "y", "\nTFTP boot exit: No route to host\nrommon 7 > "},
		{"text", func(b *fakeBoard) { b.tftp.text(newFile, "hello") }, "y",
			"\nFile reception completed.\nTFTP flash copy: Invalid file header, copy terminated.\n         Reason: Wrong target platform OR corrupt file.\nrommon 7 > "},
		{"corrupt", func(b *fakeBoard) {
			s := build(t, newFile, images.FaultCompressed)
			b.tftp.image(s)
		}, "y", "Reason: Wrong target platform OR corrupt file.\nrommon 7 > "},
		{"wrong", func(b *fakeBoard) {
			s := build(t, "c1900-universalk9-mz.SPA.154-3.M3.bin", images.NoFault)
			b.tftp.put(newFile, s.Image(), s.Size)
		}, "y", "Reason: Wrong target platform OR corrupt file.\nrommon 7 > "},
		{"too large for the disk", func(b *fakeBoard) {
			b.tftp.image(build(t, newFile, images.NoFault))
			b.flash0.info.Size = 1000
		}, "y", "TFTP flash copy: File too large, copy terminated.\nrommon 7 > "},
		{"too large for the memory", func(b *fakeBoard) {
			b.tftp.put(newFile, strings.NewReader(""), 1<<30)
		}, "y", "TFTP flash copy: File too large, copy terminated.\nrommon 7 > "},
		{"no card", func(b *fakeBoard) { b.flash0.info.Absent = true }, "y", "Compact Flash0: Not present\nrommon 7 > "},
		{"break", func(b *fakeBoard) {
			b.con.breakAt = []string{"Receiving"}
			b.tftp.onOpen = func(ctx context.Context) error {
				<-ctx.Done()
				return &ifs.Error{Kind: ifs.KindAborted, Err: ctx.Err()}
			}
		}, "y", "\nmonitor: command \"tftpdnld\" aborted due to user interrupt\nrommon 7 > "},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBoard(t)
			b.flash0.text("old.txt", "old")
			c.set(b)
			got := session(t, b, append(tftpVariables, "tftpdnld", c.answer)...)
			if !strings.HasSuffix(got, c.want) {
				t.Errorf("%s", got)
			}
			if b.flash0.formats != 0 || len(b.flash0.names) != 1 {
				t.Error("the disk was touched")
			}
		})
	}
}

func TestTFTPOptions(t *testing.T) {
	got := session(t, newBoard(t), "tftpdnld", "IP_ADDRESS=x", "tftpdnld -h", "tftpdnld x")
	if strings.Count(got, "usage: tftpdnld [-hr]") != 3 || !strings.Contains(got, "illegal ip address for variable IP_ADDRESS") {
		t.Errorf("%s", got)
	}
	s := build(t, newFile, images.NoFault)
	b := newBoard(t, append(tftpVariables, "tftpdnld -r")...)
	b.reg = 0
	b.tftp.image(s)
	out, err := b.run(t, PowerOn)
	if err != nil || out.File.String() != "tftp://10.1.1.1/"+newFile || out.Image.Version != "15.5(2)T1" {
		t.Errorf("%v %v", out, err)
	}
	if !strings.Contains(b.output(), "File reception completed.\nValidating checksum.\n\nloading image "+newFile+" \n") {
		t.Error(b.output())
	}
}

func FuzzMonitor(f *testing.F) {
	for _, s := range []string{"set", "confreg\ny\n\n\n\ny", "A=b\nunset A\nsync", "dir flash:\ndir \x00", "alias a=a\na", "alias a=repeat 100\na\na", "boot", "tftpdnld -r", "repeat 100",
		"IP_ADDRESS=1.1.1.1\nIP_SUBNET_MASK=1.1.1.1\nDEFAULT_GATEWAY=1.1.1.1\nTFTP_SERVER=1.1.1.1\nTFTP_FILE=/\ntftpdnld\ny"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		lines := strings.Split(text, "\n")
		if len(lines) > 20 {
			return
		}
		b := newBoard(t)
		b.con.lines = lines
		b.reg = 0
		b.flash0.text("a", "b")
		if _, err := b.run(t, PowerOn); !errors.Is(err, io.EOF) {
			t.Errorf("%v", err)
		}
	})
}
