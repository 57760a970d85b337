package tftpfs

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// A client of Debian: how it gets and puts a file under its own name, in its own
// folder.
type tftpClient struct {
	name     string // of the program
	get, put func(s peertest.TFTPServer, there, here string) []string
}

func hostPort(s peertest.TFTPServer) (host, port string) {
	return s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port())
}

func hpaClient() tftpClient {
	do := func(s peertest.TFTPServer, words ...string) []string {
		host, port := hostPort(s)
		return append([]string{"-m", "binary", host, port, "-c"}, words...)
	}
	return tftpClient{"tftp",
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "get", there, here) },
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "put", here, there) }}
}

func atftpClient(options ...string) tftpClient {
	do := func(s peertest.TFTPServer, word, there, here string) []string {
		host, port := hostPort(s)
		var args []string
		for _, o := range options {
			args = append(args, "--option", o)
		}
		return append(args, word, "-r", there, "-l", here, host, port)
	}
	return tftpClient{"atftp",
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "-g", there, here) },
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "-p", there, here) }}
}

func curlClient(block string) tftpClient {
	url := func(s peertest.TFTPServer, there string) string { return fmt.Sprintf("tftp://%s/%s", s.Addr, there) }
	return tftpClient{"curl",
		func(s peertest.TFTPServer, there, here string) []string {
			return []string{"-sS", "--tftp-blksize", block, "-o", here, url(s, there)}
		},
		func(s peertest.TFTPServer, there, here string) []string {
			return []string{"-sS", "--tftp-blksize", block, "-T", here, url(s, there)}
		}}
}

func busyboxClient(block string) tftpClient {
	do := func(s peertest.TFTPServer, word, there, here string) []string {
		host, port := hostPort(s)
		return []string{"tftp", "-b", block, word, "-r", there, "-l", here, host, port}
	}
	return tftpClient{"busybox",
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "-g", there, here) },
		func(s peertest.TFTPServer, there, here string) []string { return do(s, "-p", there, here) }}
}

const hundredMB = 100_000_000

// Real clients get and put files of all lengths; the block number of those of 100
// MB passes 65535 with all but the longest blocks. With 512 the server and each
// client agree on the number after it.
func TestServerWithRealClients(t *testing.T) {
	// curl 7.88 cannot get an empty file from any server: it fails at getpeername.
	small := []int64{0, 1, 511, 512, 513, 100_001}
	for _, tt := range []struct {
		name   string
		client tftpClient
		sizes  []int64
	}{
		{"tftp-hpa", hpaClient(), append(small, rollover, hundredMB)},
		{"atftp", atftpClient(), append(small, rollover)},
		{"atftp 1468", atftpClient("blksize 1468"), append(small, hundredMB)},
		{"atftp 1468 window 1", atftpClient("blksize 1468", "windowsize 1"), small},
		{"atftp 1468 window 4", atftpClient("blksize 1468", "windowsize 4"), append(small, hundredMB)},
		{"atftp 1468 window 16", atftpClient("blksize 1468", "windowsize 16"), append(small, hundredMB)},
		{"atftp 512 window 64", atftpClient("windowsize 64"), append(small, rollover)},
		{"atftp 8192", atftpClient("blksize 8192"), append(small, hundredMB)},
		{"atftp 65464", atftpClient("blksize 65464"), append(small, hundredMB)},
		{"curl 512", curlClient("512"), append(small[1:], rollover)},
		{"curl 1468", curlClient("1468"), append(small[1:], hundredMB)},
		{"curl 8192", curlClient("8192"), append(small[1:], hundredMB)},
		{"curl 65464", curlClient("65464"), append(small[1:], hundredMB)},
		{"busybox 512", busyboxClient("512"), append(small, rollover)},
		{"busybox 1468", busyboxClient("1468"), append(small, hundredMB)},
		{"busybox 65464", busyboxClient("65464"), append(small, hundredMB)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			peertest.Need(t, tt.client.name)
			s := startServer(t, nil)
			dir := t.TempDir()
			for _, size := range tt.sizes {
				there, here := fmt.Sprintf("f%d", size), fmt.Sprintf("g%d", size)
				peertest.RandomFile(t, filepath.Join(s.Root, there), size, uint64(size)+1)
				want := peertest.MD5(t, filepath.Join(s.Root, there))
				peertest.Run(t, dir, tt.client.name, tt.client.get(s, there, here)...)
				if peertest.MD5(t, filepath.Join(dir, here)) != want {
					t.Errorf("get of %d bytes: another file", size)
				}
				if err := os.Remove(filepath.Join(s.Root, there)); err != nil {
					t.Fatal(err)
				}
				peertest.Run(t, dir, tt.client.name, tt.client.put(s, there, here)...)
				if settledMD5(t, filepath.Join(s.Root, there), want) != want {
					t.Errorf("put of %d bytes: another file", size)
				}
				for _, f := range []string{filepath.Join(s.Root, there), filepath.Join(dir, here)} {
					if err := os.Remove(f); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}

// Clients are told what is wrong in their own words.
func TestRealClientsAreRefused(t *testing.T) {
	s := startServer(t, nil)
	dir := t.TempDir()
	peertest.RandomFile(t, filepath.Join(dir, "g"), 10, 1)
	for _, tt := range []struct {
		client tftpClient
		file   string
		want   string
	}{
		{hpaClient(), "taken", "Error code 6: File already exists"},
		{hpaClient(), "locked", "Error code 2: Access violation"},
		{atftpClient(), "taken", "File already exists"},
		{busyboxClient("512"), "locked", "server error: (2) Access violation"},
	} {
		out, _ := peertest.Try(t, dir, tt.client.name, tt.client.put(s, tt.file, "g")...)
		if !strings.Contains(out, tt.want) {
			t.Errorf("%s: %q", tt.client.name, out)
		}
	}
	if out, err := peertest.Try(t, dir, "curl", curlClient("512").get(s, "none", "x")...); err == nil || err.Error() != "exit status 68" {
		t.Errorf("curl: %v, %q", err, out)
	}
}
