package ftpd

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"
	"pgregory.net/rapid"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/share"
)

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"USER x", "pass a b", "\xff\xf4\xff\xf2ABOR", "\xf2ABOR", "", " ", "RETR  x ", "\xff", "\xff\xfb", "LIST\x00", "TOOLONG x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		verb, _, ok := parseCommand(s)
		if ok && (len(verb) < 3 || len(verb) > 4 || verb != strings.ToUpper(verb)) {
			t.Fatalf("%q: %q", s, verb)
		}
	})
}

func FuzzLine(f *testing.F) {
	f.Add([]byte("NOOP\r\nQUIT\n"))
	f.Add([]byte(strings.Repeat("x", maxCommand+1) + "\r\nNOOP\r\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReaderSize(bytes.NewReader(b), maxCommand)
		for n := 0; ; n++ {
			s, err := readLine(r)
			if len(s) >= maxCommand || strings.Contains(s, "\n") {
				t.Fatalf("%q", s)
			}
			if err != nil && err != errLong {
				return
			}
			if n > len(b) {
				t.Fatal("it does not end")
			}
		}
	})
}

func FuzzResolve(f *testing.F) {
	for _, s := range []string{"x", "/x", "../x", "a/../../b", "//", ".", "a\\b", "a/./b", "\x00", "..", "a/" + part + "x", "CON", "C:x"} {
		f.Add("/", s)
		f.Add("/dir/sub", s)
	}
	f.Fuzz(func(t *testing.T, cwd, s string) {
		cwd, err := resolve("/", cwd)
		if err != nil {
			return
		}
		p, err := resolve(cwd, s)
		if err != nil {
			return
		}
		if !path.IsAbs(p) || path.Clean(p) != p || strings.Contains(p+"/", "/../") || strings.ContainsAny(p, "\\\x00\r\n") || strings.Contains(p, "/"+part) {
			t.Fatalf("%q in %q is %q", s, cwd, p)
		}
	})
}

func FuzzPort(f *testing.F) {
	for _, s := range []string{"127,0,0,1,4,1", "|1|127.0.0.1|5000|", "|2|::1|5000|", "|3|x|1|", "||||", "|", "", "1,2,3,4,0,0", "|2|fe80::1%lo|5000|"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if at, ok := parsePort(s); ok && (!at.Addr().Is4() || at.Port() == 0) {
			t.Fatalf("%q: %v", s, at)
		}
		if at, family, ok := parseEPRT(s); ok && (family == 1 || family == 2) && (!at.IsValid() || at.Port() == 0) {
			t.Fatalf("%q: %v", s, at)
		}
	})
}

// A client that says anything, logged in, finds nothing but its own files, and
// its session ends.
func FuzzSession(f *testing.F) {
	for _, s := range []string{
		"SYST\r\nFEAT\r\nPWD\r\nMKD d\r\nCWD d\r\nCDUP\r\nRNFR d\r\nRNTO e\r\nRMD e\r\nQUIT\r\n",
		"TYPE I\r\nSIZE f\r\nMDTM f\r\nMLST f\r\nSTAT f\r\nREST 3\r\nRETR f\r\nPORT 127,0,0,1,0,1\r\nEPRT |1|127.0.0.1|1|\r\nLIST\r\n",
		"EPSV\r\nLIST -la\r\nABOR\r\nPASV\r\nSTOR x\r\nEPSV ALL\r\n\xff\xf4\xff\xf2ABOR\r\nSTOU\r\nAPPE f\r\nALLO 3\r\nOPTS MLST x\r\nHELP\r\nSITE x\r\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fs := afero.NewMemMapFs()
		if err := afero.WriteFile(fs, "/f", []byte("hello"), 0o644); err != nil {
			t.Fatal(err)
		}
		ours, theirs := net.Pipe()
		s := &server{Options: Options{FS: fs, Anonymous: true, Idle: time.Second, RefuseActive: true, Quota: 100}, commands: table(false)}
		s.folder = share.New(fs, share.Always, 100)
		s.Throttle = &accept.Throttle{Sleep: func(context.Context, time.Duration) error { return nil }}
		ss := newSession(s, context.Background(), theirs)
		done := make(chan struct{})
		go func() { ss.run(); close(done) }()
		go func() { _, _ = io.Copy(io.Discard, ours) }()
		ours.SetWriteDeadline(time.Now().Add(10 * time.Second))
		_, _ = ours.Write(append([]byte("USER ftp\r\nPASS x\r\n"), b...))
		_ = ours.Close()
		<-done
		err := afero.Walk(fs, "/", func(p string, _ os.FileInfo, err error) error {
			if err == nil && strings.Contains(p, part) {
				t.Errorf("left: %s", p)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// Text that has gone out with CR LF and come in again is as it was.
func TestLineEnds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"a", "\n", "\r", "\r\n", "bc"})).Draw(t, "text"), "")
		wire, err := io.ReadAll(io.MultiReader(oneByOne(t, newlinesOut(oneByOne(t, strings.NewReader(text))))))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range wire {
			if c == '\n' && (i == 0 || wire[i-1] != '\r') {
				t.Fatalf("a bare LF in %q", wire)
			}
		}
		var back bytes.Buffer
		w := newlinesIn(&back)
		for rest := wire; len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "n")
			if _, err := w.Write(rest[:n]); err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		if want := strings.ReplaceAll(text, "\r\n", "\n"); back.String() != want {
			t.Fatalf("%q came back as %q over %q", text, back.String(), wire)
		}
	})
}

// oneByOne reads in pieces of any size.
func oneByOne(t *rapid.T, r io.Reader) io.Reader {
	return readerFunc(func(p []byte) (int, error) {
		return r.Read(p[:min(len(p), rapid.IntRange(1, 4).Draw(t, "k"))])
	})
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
