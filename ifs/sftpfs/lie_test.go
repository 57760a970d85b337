package sftpfs

import (
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/peertest"
)

// packet is one message of the protocol: its type and what follows.
func packet(kind byte, fields ...any) string {
	b := []byte{kind}
	for _, f := range fields {
		switch f := f.(type) {
		case int:
			b = binary.BigEndian.AppendUint32(b, uint32(f))
		case int64:
			b = binary.BigEndian.AppendUint64(b, uint64(f))
		case string:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(f))), f...)
		}
	}
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(b)))) + string(b)
}

// The messages of a server; requests are numbered from 1.
const (
	fxVersion = 2
	fxStatus  = 101
	fxHandle  = 102
	fxData    = 103
	fxName    = 104
	fxAttrs   = 105
)

var hello = packet(fxVersion, 3)

// liar is an SSH server whose subsystem says what a test wants: one text to each
// request, whatever it is. After the last it closes, or is silent.
func liar(t *testing.T, says []string, end bool) ifs.Name {
	t.Helper()
	addr := peertest.SSHLiar(t, "subsystem", func(c ssh.Channel) {
		for _, text := range says {
			size := make([]byte, 4)
			if _, err := io.ReadFull(c, size); err != nil {
				break
			}
			if _, err := io.CopyN(io.Discard, c, int64(binary.BigEndian.Uint32(size))); err != nil {
				break
			}
			_, _ = io.WriteString(c, text)
		}
		if end {
			c.Close()
		}
		go func() { _, _ = io.Copy(io.Discard, c) }()
	})
	return ifstest.ParseName(t, "sftp://u:p@"+addr+"/file")
}

func TestLyingServers(t *testing.T) {
	handle := packet(fxHandle, 1, "h")
	attrs := func(id int) string { return packet(fxAttrs, id, 1, int64(4)) }
	sized := []string{hello, handle, attrs(2), attrs(3)}
	then := func(more ...string) []string { return append(slices.Clone(sized), more...) }
	for _, tt := range []struct {
		name string
		says []string
		end  bool
		op   ifs.Op
		kind ifs.Kind
	}{
		{"gone", nil, true, ifs.OpOpen, ifs.KindIO},
		{"silent", nil, false, ifs.OpOpen, ifs.KindTimeout},
		{"no SFTP", []string{"Welcome to this host!\n"}, false, ifs.OpOpen, ifs.KindIO},
		{"endless packet", []string{"\xff\xff\xff\xff" + strings.Repeat("x", 1<<16)}, false, ifs.OpOpen, ifs.KindIO},
		{"no version", []string{packet(fxStatus, 1, 0, "", "")}, false, ifs.OpOpen, ifs.KindIO},
		{"another version", []string{packet(fxVersion, 9)}, false, ifs.OpOpen, ifs.KindIO},
		{"short packet", []string{hello, packet(fxHandle)}, false, ifs.OpOpen, ifs.KindIO},
		{"an answer to no request", []string{hello, packet(fxHandle, 77, "h")}, false, ifs.OpOpen, ifs.KindIO},
		{"missing", []string{hello, packet(fxStatus, 1, 2, "no", "")}, false, ifs.OpOpen, ifs.KindNotExist},
		{"refused", []string{hello, packet(fxStatus, 1, 3, "no", "")}, false, ifs.OpOpen, ifs.KindPermission},
		{"failure", []string{hello, packet(fxStatus, 1, 4, "Failure", "")}, false, ifs.OpOpen, ifs.KindUnknown},
		{"full", []string{hello, packet(fxStatus, 1, 4, "No space left on device", "")}, false, ifs.OpOpen, ifs.KindFull},
		{"unsupported", []string{hello, packet(fxStatus, 1, 8, "", "")}, false, ifs.OpOpen, ifs.KindUnsupported},
		{"half a handle", []string{hello, packet(fxHandle, 1, 400)}, false, ifs.OpOpen, ifs.KindIO},
		{"half attributes", []string{hello, handle, packet(fxAttrs, 2, 1)}, false, ifs.OpOpen, ifs.KindIO},
		{"negative size", []string{hello, handle, packet(fxAttrs, 2, 1, int64(-4))}, false, ifs.OpOpen, ifs.KindProtocol},
		{"a directory", []string{hello, handle, packet(fxAttrs, 2, 4, 0o040755)}, false, ifs.OpOpen, ifs.KindIsDir},
		{"too little", then(packet(fxData, 4, "ab"), packet(fxStatus, 5, 1, "", "")), false, ifs.OpRead, ifs.KindLength},
		{"too much", then(packet(fxData, 4, "abcdefgh"), packet(fxStatus, 5, 1, "", "")), false, ifs.OpRead, ifs.KindLength},
		{"no data", then(packet(fxData, 4, 9)), false, ifs.OpRead, ifs.KindIO},
		{"gone in the middle", then(packet(fxData, 4, "ab")), true, ifs.OpRead, ifs.KindIO},
		{"stall", sized, false, ifs.OpRead, ifs.KindTimeout},
		{"good", then(packet(fxData, 4, "abcd"), packet(fxStatus, 5, 1, "", "")), false, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFS()
			if tt.kind == ifs.KindTimeout {
				f.answerTime = 0
			}
			b, err := ifstest.Get(t.Context(), f, liar(t, tt.says, tt.end))
			if tt.op == "" {
				if err != nil || string(b) != "abcd" {
					t.Errorf("%q, %v", b, err)
				}
				return
			}
			ifstest.WantKind(t, "get", err, tt.op, tt.kind)
		})
	}
}

// A listing that does not end costs no more memory than its bound, and names that lead
// elsewhere or write to the terminal do no harm.
func TestLyingListings(t *testing.T) {
	handle := packet(fxHandle, 1, "h")
	names := packet(fxName, 2, 3, "../x", "", 0, "ok\x1b[2J", "", 0, ".", "", 0)
	rows, err := newFS().ReadDir(t.Context(), liar(t, []string{hello, handle, names, packet(fxStatus, 3, 1, "", ""), packet(fxStatus, 4, 0, "", "")}, false))
	if err != nil || len(rows) == 0 {
		t.Fatal(rows, err)
	}
	for _, r := range rows {
		if strings.ContainsAny(r.Name, "/\x1b") {
			t.Errorf("%q", r.Name)
		}
	}
	says := []string{hello, handle}
	for id, long := 2, strings.Repeat("n", 200_000); len(says)*len(long) < 2*maxResponse; id++ {
		says = append(says, packet(fxName, id, 1, long, "", 0))
	}
	_, err = newFS().ReadDir(t.Context(), liar(t, says, false))
	ifstest.WantKind(t, "endless", err, ifs.OpOpen, ifs.KindProtocol)
}

// Whatever a server says, the client ends.
func FuzzServer(f *testing.F) {
	opened := hello + packet(fxHandle, 1, "h") + packet(fxAttrs, 2, 1, int64(4)) + packet(fxAttrs, 3, 1, int64(4))
	for _, s := range []string{"", hello, opened + packet(fxData, 4, "abcd") + packet(fxStatus, 5, 1, "", ""),
		hello + packet(fxHandle, 1, "h") + packet(fxName, 2, 1, "x", "x", 0) + packet(fxStatus, 3, 1, "", "")} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, says []byte) {
		run := func(do func(c *sftp.Client)) {
			in, server := io.Pipe()
			requests, out := io.Pipe()
			go func() { _, _ = io.Copy(io.Discard, requests) }()
			go func() { _, _ = server.Write(says); server.Close() }()
			c, err := sftp.NewClientPipe(in, out)
			if err == nil {
				do(c)
				_ = c.Close()
			}
			in.Close()
			out.Close()
		}
		run(func(c *sftp.Client) {
			if r, err := c.Open("x"); err == nil {
				_, _ = r.Stat()
				_, _ = r.WriteTo(io.Discard)
				_ = r.Close()
			}
		})
		run(func(c *sftp.Client) { _, _ = c.ReadDir("x") })
	})
}
