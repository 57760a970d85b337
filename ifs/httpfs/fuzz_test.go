package httpfs

import (
	"context"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
)

// oneServer is a network in which every connection meets a server that says the same, reads
// what it is sent, and closes.
type oneServer struct {
	ifstest.Loopback
	says []byte
}

func (s oneServer) DialContext(context.Context, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		defer server.Close()
		request := make([]byte, 4096)
		if _, err := server.Read(request); err != nil {
			return
		}
		_ = server.SetWriteDeadline(time.Now().Add(10 * time.Second))
		_, _ = server.Write(s.says)
	}()
	return client, nil
}

func (oneServer) Lookup(context.Context, string) (netip.Addr, error) {
	return netip.MustParseAddr("10.1.1.1"), nil
}

// FuzzResponse: whatever a server answers, a download ends: with the length that was
// announced, or with an error of package ifs.
func FuzzResponse(f *testing.F) {
	for _, text := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", "HTTP/1.0 200\r\n\r\nhello",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx",
		"HTTP/1.1 302 Found\r\nLocation: http://10.1.1.1/x\r\n\r\n", "HTTP/1.1 301 x\r\nLocation: \x1b[2J://\r\n\r\n", "HTTP/1.1 401 \x1b[31m\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 206 Partial\r\nContent-Range: bytes 1-2/3\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx",
		"220 FTP\r\n", "\x00\x05\x00\x01no\x00", "HTTP/2.0 200 OK\r\n\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, says []byte) {
		fsys := New("http", oneServer{says: says}, clock.Simulated(time.Unix(0, 0)), func() Config { return Config{} })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		name := ifstest.ParseName(t, "http://10.1.1.1/file")
		in, err := fsys.Open(ctx, name)
		if err == nil {
			var n int64
			n, err = io.Copy(io.Discard, in)
			if err == nil && in.Size() >= 0 && n != in.Size() {
				t.Fatalf("%d bytes of %d without an error", n, in.Size())
			}
			_ = in.Close()
		}
		if err != nil && ifs.KindOf(err) == ifs.KindUnknown {
			t.Fatalf("%T: %v", err, err)
		}
	})
}
