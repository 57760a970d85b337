package ssh

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

func TestParseSCP(t *testing.T) {
	for _, c := range []struct {
		in   string
		want SCP
		ok   bool
	}{
		{"show version", SCP{}, false},
		{"", SCP{}, false},
		{"scpx -t a", SCP{}, false},
		{"scp -t flash:/x", SCP{Sink: true, Path: "flash:/x"}, true},
		{"scp -f flash:x", SCP{Path: "flash:x"}, true},
		{"scp -v -p -t 'flash:/a b'", SCP{Sink: true, Times: true, Path: "flash:/a b"}, true},
		{`scp -qpt "a\"b"\ c`, SCP{Sink: true, Times: true, Path: `a"b c`}, true},
		{"scp -r -d -t -- -x", SCP{Sink: true, Recurse: true, Dir: true, Path: "-x"}, true},
		{"scp -t", SCP{Sink: true, Problems: "ambiguous target"}, true},
		{"scp -t a b", SCP{Sink: true, Problems: "ambiguous target"}, true},
		{"scp a", SCP{Problems: "one of -t and -f is needed"}, true},
		{"scp -t -f a", SCP{Sink: true, Problems: "one of -t and -f is needed"}, true},
		{"scp -z -t a", SCP{Sink: true, Problems: "unknown option -- z"}, true},
		{"scp -t 'a", SCP{Problems: "unbalanced quotes"}, true},
	} {
		got, ok := ParseSCP(c.in)
		if ok != c.ok || got != c.want {
			t.Errorf("%q: %+v %t", c.in, got, ok)
		}
	}
}

func FuzzParseSCP(f *testing.F) {
	for _, s := range []string{"scp -t flash:/x", "scp -pf 'a b'", `scp -t a\ "b\"c"`, "scp -t 'a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := ParseSCP(s)
		if !ok && c != (SCP{}) {
			t.Fatalf("%+v", c)
		}
		if ok && c.Problems == "" {
			// What a shell would quote comes back as it was.
			quoted := "scp -f -- '" + strings.ReplaceAll(c.Path, "'", `'\''`) + "'"
			if again, ok := ParseSCP(quoted); !ok || again.Path != c.Path || again.Problems != "" {
				t.Fatalf("%q: %+v", quoted, again)
			}
		}
	})
}

func TestParseRecord(t *testing.T) {
	for _, c := range []struct {
		in   string
		want record
		bad  bool
	}{
		{in: "C0644 12 notes.txt", want: record{kind: 'C', mode: 0o644, size: 12, name: "notes.txt"}},
		{in: "C0755 0 a b c", want: record{kind: 'C', mode: 0o755, name: "a b c"}},
		{in: "D0755 0 dir", want: record{kind: 'D', mode: 0o755, name: "dir"}},
		{in: "E", want: record{kind: 'E'}},
		{in: "T1700000000 0 1700000001 0", want: record{kind: 'T', modTime: time.Unix(1700000000, 0)}},
		{in: "", bad: true},
		{in: "Ex", bad: true},
		{in: "X", bad: true},
		{in: "C0644 12", bad: true},
		{in: "C0644 -1 a", bad: true},
		{in: "C0644 +1 a", bad: true},
		{in: "C0644 99999999999999999999 a", bad: true},
		{in: "C644 1 a", bad: true},
		{in: "C0944 1 a", bad: true},
		{in: "C0644 1 ..", bad: true},
		{in: "C0644 1 a/b", bad: true},
		{in: "C0644 1 ", bad: true},
		{in: "T1 2 3", bad: true},
		{in: "T-1 0 1 0", bad: true},
		{in: "\x01scp: no", bad: true},
	} {
		got, err := parseRecord(c.in)
		if (err != nil) != c.bad || err == nil && got != c.want {
			t.Errorf("%q: %+v %v", c.in, got, err)
		}
	}
	_, err := readRecord(bufio.NewReader(strings.NewReader(strings.Repeat("C", 3*maxRecord) + "\n")))
	if !errors.Is(err, errRecord) {
		t.Error(err)
	}
}

func FuzzRecord(f *testing.F) {
	for _, s := range []string{"C0644 12 notes.txt\n", "T1700000000 0 1700000001 0\nC0600 1 a\n", "\x02lost\n", "D0755 0 d\nE\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		r := bufio.NewReader(bytes.NewReader(in))
		for {
			rec, err := readRecord(r)
			if err != nil {
				return
			}
			if rec.size < 0 || strings.ContainsAny(rec.name, "/\x00\n") || rec.name == ".." {
				t.Fatalf("%+v", rec)
			}
		}
	})
}

// shelf is files in memory. refuse makes the step of that name fail.
type shelf struct {
	m       map[string]string
	refuse  string
	aborted int
}

func (s *shelf) Create(_ context.Context, path, name string, _ int64) (Upload, error) {
	if s.refuse == "create" {
		return nil, errors.New("scp: " + path + ": No space left on device")
	}
	if strings.HasSuffix(path, "/") {
		path += name
	}
	return &item{s: s, path: path}, nil
}

func (s *shelf) Open(_ context.Context, path string) (*Download, error) {
	text, ok := s.m[path]
	if !ok {
		return nil, errors.New("scp: " + path + ": No such file or directory")
	}
	return &Download{ReadCloser: io.NopCloser(strings.NewReader(text)), Name: path, Size: int64(len(text)), ModTime: time.Unix(1700000000, 0)}, nil
}

type item struct {
	s    *shelf
	path string
	b    bytes.Buffer
	done bool
}

func (i *item) Write(p []byte) (int, error) {
	if i.s.refuse == "write" {
		return 0, errors.New("scp: full")
	}
	return i.b.Write(p)
}

func (i *item) Commit() error {
	if i.s.refuse == "commit" {
		return errors.New("scp: lost")
	}
	i.done = true
	i.s.m[i.path] = i.b.String()
	return nil
}

func (i *item) Abort() error {
	if !i.done {
		i.s.aborted++
	}
	return nil
}

// talk runs scp with a client that has said everything beforehand.
func talk(command, said string, s *shelf) (heard string, status int) {
	c, _ := ParseSCP(command)
	var out bytes.Buffer
	status = RunSCP(context.Background(), struct {
		io.Reader
		io.Writer
	}{strings.NewReader(said), &out}, c, s)
	return out.String(), status
}

func TestSink(t *testing.T) {
	big := strings.Repeat("x", 3*scpBuffer+1)
	for _, c := range []struct {
		name, command, said, heard, refuse string
		status                             int
		files                              map[string]string
	}{
		{"one file", "scp -t x", "C0644 5 a\nhello\x00", "\x00\x00\x00", "", 0, map[string]string{"x": "hello"}},
		{"an empty file", "scp -t x", "C0644 0 a\n\x00", "\x00\x00\x00", "", 0, map[string]string{"x": ""}},
		{"times", "scp -p -t x", "T1 0 2 0\nC0644 2 a\nhi\x00", "\x00\x00\x00\x00", "", 0, map[string]string{"x": "hi"}},
		{"a folder", "scp -t d/", "C0644 2 a\nhi\x00C0644 1 b\n!\x00", "\x00\x00\x00\x00\x00", "", 0, map[string]string{"d/a": "hi", "d/b": "!"}},
		{"big", "scp -t x", "C0644 196609 a\n" + big + "\x00", "\x00\x00\x00", "", 0, map[string]string{"x": big}},
		{"nothing", "scp -t x", "", "\x00", "", 0, nil},
		{"refused", "scp -t x", "C0644 5 a\n", "\x00\x01scp: x: No space left on device\n", "create", 1, nil},
		{"a write fails", "scp -t x", "C0644 5 a\nhello\x00", "\x00\x00\x01scp: full\n", "write", 1, nil},
		{"the commit fails", "scp -t x", "C0644 5 a\nhello\x00", "\x00\x00\x01scp: lost\n", "commit", 1, nil},
		{"the client gives up", "scp -t x", "C0644 5 a\nhello\x01read error\n", "\x00\x00\x00", "", 1, nil},
		{"the client vanishes", "scp -t x", "C0644 5 a\nhe", "\x00\x00", "", 1, nil},
		{"garbage", "scp -t x", "GET / HTTP/1.1\n", "\x00\x01scp: protocol error: unexpected record\n", "", 1, nil},
		{"a directory", "scp -r -t x", "D0755 0 d\n", "\x00\x01scp: d: directories are not supported\n", "", 1, nil},
		{"a directory without -r", "scp -t x", "D0755 0 d\n", "\x00\x01scp: protocol error: received directory without -r\n", "", 1, nil},
		{"the end of no directory", "scp -r -t x", "E\n", "\x00\x01scp: protocol error: E without D\n", "", 1, nil},
		{"a bad command", "scp -t", "", "\x01scp: ambiguous target\n", "", 1, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &shelf{m: map[string]string{}, refuse: c.refuse}
			heard, status := talk(c.command, c.said, s)
			if heard != c.heard || status != c.status {
				t.Errorf("%q, status %d", heard, status)
			}
			if len(s.m) != len(c.files) {
				t.Errorf("%d files", len(s.m))
			}
			for n, text := range c.files {
				if s.m[n] != text {
					t.Errorf("%s holds %d bytes", n, len(s.m[n]))
				}
			}
		})
	}
}

func TestSource(t *testing.T) {
	for _, c := range []struct {
		name, command, said, heard string
		status                     int
	}{
		{"one file", "scp -f x", "\x00\x00\x00", "C0644 5 x\nhello\x00", 0},
		{"times", "scp -p -f x", "\x00\x00\x00\x00", "T1700000000 0 1700000000 0\nC0644 5 x\nhello\x00", 0},
		{"missing", "scp -f y", "\x00", "\x01scp: y: No such file or directory\n", 1},
		{"the client refuses", "scp -f x", "\x00\x01no\n", "C0644 5 x\n", 1},
		{"the client vanishes", "scp -f x", "\x00\x00", "C0644 5 x\nhello\x00", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			heard, status := talk(c.command, c.said, &shelf{m: map[string]string{"x": "hello"}})
			if heard != c.heard || status != c.status {
				t.Errorf("%q, status %d", heard, status)
			}
		})
	}
}

// FuzzSCP: whatever a client says, the transfer ends, and a file is there only whole.
func FuzzSCP(f *testing.F) {
	f.Add("scp -t x", []byte("C0644 5 a\nhello\x00"))
	f.Add("scp -r -p -t d/", []byte("T1 0 2 0\nC0644 2 a\nhi\x00C0644 1 b\n!\x00"))
	f.Add("scp -f x", []byte("\x00\x00\x00"))
	f.Add("scp -r -t x", []byte("D0755 0 d\nE\nE\n"))
	f.Fuzz(func(t *testing.T, command string, said []byte) {
		s := &shelf{m: map[string]string{"x": "there"}}
		_, status := talk(command, string(said), s)
		if status != 0 && status != 1 {
			t.Fatal(status)
		}
		for _, text := range s.m {
			if text != "there" && len(text) > 0 && !bytes.Contains(said, []byte(text)) {
				t.Fatalf("%q was never sent", text)
			}
		}
	})
}
