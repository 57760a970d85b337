package host

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/share"
)

// fuzzQuota is the quota of the folders that fuzz targets serve, in bytes.
const fuzzQuota = 4096

// fuzzFolder is a writable folder with a file, beside which there is another that no
// client may reach.
func fuzzFolder(t *testing.T) (folder *share.Folder, check func()) {
	t.Helper()
	whole := chunk.NewFs(chunk.NewStore())
	if err := whole.Mkdir("/srv", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"/srv/open": "open", "/secret": "secret"} {
		if err := afero.WriteFile(whole, name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	folder = share.New(afero.NewBasePathFs(whole, "/srv"), share.Always, fuzzQuota)
	return folder, func() {
		t.Helper()
		if b, err := afero.ReadFile(whole, "/secret"); err != nil || string(b) != "secret" {
			t.Fatalf("the file beside the folder: %q, %v", b, err)
		}
		size := int64(0)
		err := afero.Walk(whole, "/", func(name string, info fs.FileInfo, err error) error {
			switch {
			case err != nil:
				return err
			case name != "/" && name != "/secret" && name != "/srv" && !strings.HasPrefix(name, "/srv/"):
				t.Fatalf("%q was made beside the folder", name)
			case info.Mode().IsRegular() && name != "/secret":
				size += info.Size()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if size > fuzzQuota {
			t.Fatalf("%d bytes are in a folder of %d", size, fuzzQuota)
		}
	}
}

// FuzzHTTPHost: whatever a client requests, one connection long, each request has an
// answer, nothing beside the folder is read or made, and the quota holds.
func FuzzHTTPHost(f *testing.F) {
	for _, text := range []string{
		"GET /open HTTP/1.1\r\nHost: h\r\nRange: bytes=1-2,0-0\r\n\r\n", "PUT /../secret HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc",
		"PUT /%2e%2e/secret HTTP/1.0\r\n\r\n", "PUT /a/b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"PUT /new HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n", "HEAD /../../secret HTTP/1.1\r\nHost: h\r\nAuthorization: Basic !\r\n\r\n",
		"DELETE /open HTTP/1.1\r\nHost: h\r\n\r\nGET //open HTTP/1.1\r\nHost: h\r\nIf-Range: x\r\n\r\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		folder, check := fuzzFolder(t)
		h := &httpServer{folder: folder}
		from := bufio.NewReader(bytes.NewReader(in))
		for range 100 {
			r, err := http.ReadRequest(from)
			if err != nil {
				break
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				break
			}
			if w.Code < 200 || w.Code > 599 || strings.Contains(w.Body.String(), "secret") {
				t.Fatalf("%s %s: %d %.200q", r.Method, r.URL, w.Code, w.Body)
			}
		}
		check()
	})
}

// oneClient is a session whose client sends what it has and then EOF.
type oneClient struct {
	io.Reader
	out bytes.Buffer
}

func (c *oneClient) Write(p []byte) (int, error) {
	if c.out.Len()+len(p) > 1<<20 {
		return 0, errors.New("the client has heard enough")
	}
	return c.out.Write(p)
}

func (c *oneClient) Close() error { return nil }

// sftpMessage is one message of SFTP: its type, and numbers (4 bytes) and strings.
func sftpMessage(kind byte, fields ...any) []byte {
	b := []byte{kind}
	for _, x := range fields {
		switch x := x.(type) {
		case int:
			b = binary.BigEndian.AppendUint32(b, uint32(x))
		case string:
			b = append(binary.BigEndian.AppendUint32(b, uint32(len(x))), x...)
		}
	}
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), b...)
}

// FuzzSFTPHost: whatever a client sends after SSH has let it in, the session ends with
// it, nothing beside the folder is read or made, and the quota holds.
func FuzzSFTPHost(f *testing.F) {
	const (
		open, closes, read, write, lstat, setstat, opendir, readdir, remove, mkdir, realpath, rename, symlink, extended = 3, 4, 5, 6, 7, 9, 11, 12, 13, 14, 16, 18, 20, 200
	)
	hello := sftpMessage(1, 3)
	add := func(messages ...[]byte) { f.Add(append(bytes.Clone(hello), bytes.Join(messages, nil)...)) }
	add(sftpMessage(open, 1, "/open", 1, 0), sftpMessage(read, 2, "1", 0, 0, 100), sftpMessage(closes, 3, "1"))
	add(sftpMessage(open, 1, "/../secret", 0x1a, 0), sftpMessage(write, 2, "1", 0, 1<<30, "x"), sftpMessage(closes, 3, "1"))
	add(sftpMessage(opendir, 1, "/.."), sftpMessage(readdir, 2, "1"), sftpMessage(lstat, 3, "/../secret"), sftpMessage(realpath, 4, "../.."))
	add(sftpMessage(remove, 1, "../secret"), sftpMessage(rename, 2, "/open", "../x"), sftpMessage(symlink, 3, "/secret", "/l"), sftpMessage(mkdir, 4, "../d", 0))
	add(sftpMessage(setstat, 1, "/open", 1, -1, -1), sftpMessage(extended, 2, "posix-rename@openssh.com", "/open", "/../../y"))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, in []byte) {
		folder, check := fuzzFolder(t)
		h := &sftpFolder{Folder: folder, note: func(string) {}, pending: map[string]*share.Upload{}}
		c := &oneClient{Reader: bytes.NewReader(in)}
		ctx := safego.With(t.Context(), func(p *safego.Panic) { t.Errorf("%v\n%s", p, p.Stack) })
		_ = h.serve(ctx, c)
		check()
	})
}
