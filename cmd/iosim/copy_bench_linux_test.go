package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

const gigabyteLab = `name: gigabyte
devices:
  R2:
    platform: c2901
    files:
      "flash0:c2900-universalk9-mz.SPA.152-4.M1.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        ip tftp blocksize 8192
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    %s
`

// mostPeak is the memory that a copy of any size may take at its peak, in bytes.
const mostPeak = 40_000_000

// BenchmarkCopy1GB copies 1,000,000,000 bytes from a host of the lab to the USB
// stick in a process of its own, which is device and server at once. peak_MB is
// the most memory that was resident, from the start to the end of the copy.
func BenchmarkCopy1GB(b *testing.B) {
	const size = 1_000_000_000
	program := built(b)
	const root = "{ root: { files: { big: { image: c2900-universalk9-mz.SPA.155-2.T1.bin, size: 1000000000 } } } }"
	for _, c := range []struct{ name, server, source string }{
		{"tftp", "tftp: " + root, "tftp://10.1.1.1/big"},
		{"ftp", "ftp: " + strings.TrimSuffix(root, "}") + ", users: { wendell: odom } }", "ftp://wendell:odom@10.1.1.1/big"},
	} {
		b.Run(c.name, func(b *testing.B) {
			dir := b.TempDir()
			file, state := filepath.Join(dir, "lab.yaml"), filepath.Join(dir, "state")
			if err := os.WriteFile(file, fmt.Appendf(nil, gigabyteLab, c.server), 0o644); err != nil {
				b.Fatal(err)
			}
			image := filepath.Join(dir, "big")
			if out, err := exec.Command(program, "image", "build", "c2900-universalk9-mz.SPA.155-2.T1.bin", "-size", strconv.Itoa(size), "-o", image).CombinedOutput(); err != nil {
				b.Fatalf("image build: %v\n%s", err, out)
			}
			want := peertest.MD5(b, image)
			peak := int64(0)
			b.SetBytes(size)
			for b.Loop() {
				b.StopTimer() // the lab computes the image's digests first
				p := startPrompted(b, program, "--state", state, "--speed", "max", file)
				p.expect("Press RETURN to get started!")
				p.enter("")
				p.expect("R2>")
				p.enter("enable")
				p.expect("R2#")
				b.StartTimer()
				p.enter("copy " + c.source + " usbflash0:x")
				p.expect(strconv.Itoa(size) + " bytes copied in ")
				peak = max(peak, p.peak())
				b.StopTimer()
				p.end()
				if got := peertest.MD5(b, filepath.Join(state, "R2", "usbflash0", "x")); got != want {
					b.Fatalf("md5 %s, not %s", got, want)
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(peak)/1e6, "peak_MB")
			if peak > mostPeak {
				b.Errorf("%d bytes of memory at the peak", peak)
			}
		})
	}
}

// prompted is a running program that is typed to.
type prompted struct {
	b   *testing.B
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	all bytes.Buffer
}

func startPrompted(b *testing.B, program string, args ...string) *prompted {
	b.Helper()
	p := &prompted{b: b, cmd: exec.CommandContext(b.Context(), program, args...)}
	in, err := p.cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	p.in, p.out = in, bufio.NewReader(out)
	p.cmd.Stderr = os.Stderr
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

func (p *prompted) enter(line string) {
	p.b.Helper()
	if _, err := io.WriteString(p.in, line+"\n"); err != nil {
		p.b.Fatal(err)
	}
}

// expect reads what the program prints until it has seen text.
func (p *prompted) expect(text string) {
	p.b.Helper()
	for !bytes.HasSuffix(p.all.Bytes(), []byte(text)) {
		c, err := p.out.ReadByte()
		if err != nil {
			p.b.Fatalf("%v; want %q:\n%s", err, text, p.all.Bytes())
		}
		p.all.WriteByte(c)
	}
}

// peak is the most memory that was resident so far, in bytes. The kernel's
// figure for a process that has ended counts its parent's before the exec too.
func (p *prompted) peak() int64 {
	p.b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.b.Fatal(err)
	}
	for l := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(l, "VmHWM:"); ok {
			n, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			if err != nil {
				p.b.Fatal(err)
			}
			return n << 10
		}
	}
	p.b.Fatalf("no VmHWM in\n%s", status)
	return 0
}

// end ends the input and waits.
func (p *prompted) end() {
	p.b.Helper()
	if err := p.in.Close(); err != nil {
		p.b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, p.out); err != nil {
		p.b.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.b.Fatalf("%v\n%s", err, p.all.Bytes())
	}
}
