package tftpfs

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	pin "github.com/pin/tftp/v3"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
)

var peerSizes = []int64{0, 1, 511, 512, 513, 5<<20 + 1}

// rollover is a size with more than 65535 blocks of 512 bytes.
const rollover = 33<<20 + 100

var peerConfigs = []Config{
	{}, {BlockSize: 1468, AskTimeout: true}, {BlockSize: 8192}, {BlockSize: 65464}, {BlockSize: 1468, WindowSize: 4},
	{BlockSize: 1468, WindowSize: 16}, {WindowSize: 64}, {BlockSize: 8},
}

func real(c Config) *FS {
	return New(loopback{}, clock.Real(time.Now(), 1), func() Config { return c })
}

// getAndPut copies files of all sizes from the server and, where takes says so, to it,
// and compares md5 sums.
func getAndPut(t *testing.T, server peertest.TFTPServer, takes bool, told bool) {
	for i, c := range peerConfigs {
		sizes := peerSizes
		if c == (Config{}) {
			sizes = append(sizes[:len(sizes):len(sizes)], rollover)
		}
		if c.BlockSize == 8 {
			sizes = []int64{0, 1, 7, 8, 9, 65536*8 + 3}
		}
		fs := real(c)
		defer fs.Close()
		for _, size := range sizes {
			file := filepath.Join(server.Root, fmt.Sprintf("f%d-%d", i, size))
			peertest.RandomFile(t, file, size, uint64(size)+1)
			want := peertest.MD5(t, file)
			src := at(server.Addr, filepath.Base(file))
			r, err := fs.Open(t.Context(), src)
			if err != nil {
				t.Fatalf("%+v: %v", c, err)
			}
			h := md5.New()
			n, err := io.Copy(h, r)
			if sum := hex.EncodeToString(h.Sum(nil)); err != nil || n != size || sum != want {
				t.Errorf("get, %+v: %d of %d bytes, %v", c, n, size, err)
			}
			// atftpd refuses options whose OACK is longer than the block, pin/tftp
			// keeps a size of 0 to itself.
			untold := (c.BlockSize == 8 || size == 0) && r.Size() == -1
			if told && !untold && r.Size() != size {
				t.Errorf("get, %+v: size %d, told %d", c, size, r.Size())
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if !takes {
				continue
			}
			up := fmt.Sprintf("up%d-%d", i, size)
			putFile(t, fs, at(server.Addr, up), file, size)
			if sum := settledMD5(t, filepath.Join(server.Root, up), want); sum != want {
				t.Errorf("put, %+v: %d bytes arrived differently", c, size)
			}
		}
	}
}

func putFile(t *testing.T, fs ifs.FS, name ifs.Name, file string, size int64) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := fs.Create(t.Context(), name, size)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{w}, f, make([]byte, ifs.BufferSize)); err != nil {
		t.Fatalf("put %d: %v", size, err)
	}
	if err := w.Commit(); err != nil {
		t.Fatalf("put %d: %v", size, err)
	}
}

// settledMD5 gives a server some time to write after its last ACK.
func settledMD5(t *testing.T, file, want string) (sum string) {
	for range 200 {
		if _, err := os.Stat(file); err == nil {
			if sum = peertest.MD5(t, file); sum == want {
				return sum
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return sum
}

func TestTFTPDHPA(t *testing.T)        { getAndPut(t, peertest.TFTPDHPA(t), true, true) }
func TestTFTPDHPAClamped(t *testing.T) { getAndPut(t, peertest.TFTPDHPA(t, "-B", "1024"), true, true) }
func TestTFTPDHPAWithoutOptions(t *testing.T) {
	getAndPut(t, peertest.TFTPDHPA(t, "-r", "blksize", "-r", "tsize"), true, false)
}
func TestATFTPD(t *testing.T) { getAndPut(t, peertest.ATFTPD(t), true, true) }
func TestATFTPDWithoutOptions(t *testing.T) { // it answers with an empty OACK
	getAndPut(t, peertest.ATFTPD(t, "--no-blksize", "--no-tsize", "--no-timeout", "--no-windowsize"), true, false)
}
func TestDNSMasq(t *testing.T) { getAndPut(t, peertest.DNSMasq(t), false, true) }

// Files of 100 MB, both ways, by each length of blocks and windows; with 512 and
// 1468 the block number passes 65535.
func TestHundredMegabytes(t *testing.T) {
	for name, tt := range map[string]struct {
		start func(testing.TB, ...string) peertest.TFTPServer
		takes bool
	}{"tftpd-hpa": {peertest.TFTPDHPA, true}, "atftpd": {peertest.ATFTPD, true}, "dnsmasq": {peertest.DNSMasq, false}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := tt.start(t)
			file := filepath.Join(server.Root, "f")
			peertest.RandomFile(t, file, hundredMB, 1)
			want := peertest.MD5(t, file)
			for _, c := range []Config{{}, {BlockSize: 1468}, {BlockSize: 8192}, {BlockSize: 65464}, {BlockSize: 1468, WindowSize: 16}} {
				fs := real(c)
				defer fs.Close()
				r, err := fs.Open(t.Context(), at(server.Addr, "f"))
				if err != nil {
					t.Fatal(err)
				}
				h := md5.New()
				n, err := io.Copy(h, r)
				if sum := hex.EncodeToString(h.Sum(nil)); err != nil || n != hundredMB || sum != want {
					t.Errorf("get, %+v: %d bytes, %v", c, n, err)
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
				if !tt.takes {
					continue
				}
				up := filepath.Join(server.Root, "up")
				putFile(t, fs, at(server.Addr, "up"), file, hundredMB)
				if settledMD5(t, up, want) != want {
					t.Errorf("put, %+v: another file", c)
				}
				if err := os.Remove(up); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// refusals are the kinds that servers have for a write to a folder: tftpd-hpa and
// atftpd find it missing or forbidden, dnsmasq takes no file at all (code 4).
var refusals = map[ifs.Kind]bool{
	ifs.KindNotExist: true, ifs.KindPermission: true, ifs.KindProtocol: true, ifs.KindIsDir: true,
}

func TestErrorsOfPeers(t *testing.T) {
	for name, start := range map[string]func(testing.TB, ...string) peertest.TFTPServer{
		"tftpd-hpa": peertest.TFTPDHPA, "atftpd": peertest.ATFTPD, "dnsmasq": peertest.DNSMasq,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			if name != "dnsmasq" { // it runs as the one that owns the file
				secret := filepath.Join(server.Root, "secret")
				peertest.RandomFile(t, secret, 10, 1)
				if err := os.Chmod(secret, 0); err != nil {
					t.Fatal(err)
				}
				_, err := real(Config{}).Open(t.Context(), at(server.Addr, "secret"))
				if k := ifs.KindOf(err); k != ifs.KindPermission && k != ifs.KindNotExist {
					t.Error(err)
				}
			}
			fs := real(Config{BlockSize: 1468})
			_, err := fs.Open(t.Context(), at(server.Addr, "no-such-file"))
			if ifs.KindOf(err) != ifs.KindNotExist {
				t.Error(err)
			}
			if err := os.Mkdir(filepath.Join(server.Root, "folder"), 0o755); err != nil {
				t.Fatal(err)
			}
			err = put(t.Context(), fs, at(server.Addr, "folder"), make([]byte, 9999), 9999)
			if !refusals[ifs.KindOf(err)] {
				t.Error(err)
			}
		})
	}
}

func TestNetasciiWithTFTPDHPA(t *testing.T) {
	server := peertest.TFTPDHPA(t)
	text := bytes.Repeat([]byte("one line\nanother\r with a CR\n\n"), 300)
	if err := os.WriteFile(filepath.Join(server.Root, "text"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	fs := real(Config{Mode: "netascii"})
	defer fs.Close()
	got, size, err := get(t.Context(), fs, at(server.Addr, "text"))
	if err != nil || !bytes.Equal(got, text) || size != -1 {
		t.Errorf("%d of %d bytes, size %d, %v", len(got), len(text), size, err)
	}
	if err := put(t.Context(), fs, at(server.Addr, "up"), text, int64(len(text))); err != nil {
		t.Fatal(err)
	}
	sum := hex.EncodeToString(md5Of(text))
	if settledMD5(t, filepath.Join(server.Root, "up"), sum) != sum {
		t.Error("the text arrived differently")
	}
}

func md5Of(b []byte) []byte { s := md5.Sum(b); return s[:] }

// pin/tftp is the other engine of the lab's hosts.
func TestPin(t *testing.T) {
	root := t.TempDir()
	server := pin.NewServer(
		func(name string, rf io.ReaderFrom) error {
			f, err := os.Open(filepath.Join(root, filepath.Base(name)))
			if err != nil {
				return err
			}
			defer f.Close()
			if info, err := f.Stat(); err == nil {
				rf.(pin.OutgoingTransfer).SetSize(info.Size())
			}
			_, err = rf.ReadFrom(f)
			return err
		},
		func(name string, wt io.WriterTo) error {
			f, err := os.Create(filepath.Join(root, filepath.Base(name)))
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = wt.WriteTo(f)
			return err
		})
	conn, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:0")))
	if err != nil {
		t.Fatal(err)
	}
	addr := conn.LocalAddr().(*net.UDPAddr).AddrPort()
	done := make(chan error)
	go func() { done <- server.Serve(conn) }()
	defer func() {
		server.Shutdown()
		<-done
	}()
	getAndPut(t, peertest.TFTPServer{Addr: addr, Root: root}, true, true)
	if _, err := real(Config{}).Open(t.Context(), at(addr, "no-such-file")); ifs.KindOf(err) != ifs.KindNotExist {
		t.Error(err)
	}
}
