package powercut

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// hexed writes a trace with strings and names in hexadecimal digits, as strace -xx does.
func hexed(trace string) string {
	var b strings.Builder
	inside := byte(0)
	for i := range len(trace) {
		c := trace[i]
		switch {
		case inside == 0 && (c == '"' || c == '<' && trace[i+1] == '/'):
			inside = map[byte]byte{'"': '"', '<': '>'}[c]
			b.WriteByte(c)
		case c == inside:
			inside = 0
			b.WriteByte(c)
		case inside != 0:
			b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// A program that replaces a file: right would be an fsync of the file before the rename, and
// one of the folder behind it.
const careless = `7 mkdirat(3</state>, "d", 0755) = 0
7 openat(AT_FDCWD</>, "/state/d/new", O_WRONLY|O_CREAT|O_CLOEXEC, 0644) = 5</state/d/new>
7 write(5</state/d/new>, "fresh", 5 <unfinished ...>
8 openat(AT_FDCWD</>, "/etc/passwd", O_RDONLY) = 6</etc/passwd>
7 <... write resumed>)              = 5
7 close(5</state/d/new>) = 0
7 renameat(4</state/d>, "new", 4</state/d>, "old") = 0
7 renameat(4</state/d>, "none", 4</state/d>, "old") = -1 ENOENT (No such file or directory)
`

const careful = `7 openat(AT_FDCWD</>, "/state/d/new", O_WRONLY|O_CREAT|O_CLOEXEC, 0644) = 5</state/d/new>
7 write(5</state/d/new>, "fresh", 5) = 5
7 fsync(5</state/d/new>) = 0
7 close(5</state/d/new>) = 0
7 renameat(4</state/d>, "new", 4</state/d>, "old") = 0
7 openat(AT_FDCWD</>, "/state/d", O_RDONLY|O_CLOEXEC) = 5</state/d>
7 fsync(5</state/d>) = 0
`

// What each model leaves of the file "old", which held "stale".
func TestCut(t *testing.T) {
	for _, tt := range []struct{ name, trace, lost, names, torn string }{
		{"careless", careless, "stale", "", "fr"},
		{"careful", careful, "fresh", "fresh", "fresh"},
		{"careful but for the folder", strings.Join(strings.SplitAfter(careful, "\n")[:5], ""), "stale", "fresh", "fresh"},
	} {
		ops, err := Parse(strings.NewReader(hexed(tt.trace)), "/state")
		if err != nil {
			t.Fatal(err)
		}
		d := NewDisk()
		d.Add("/d/old", []byte("stale"))
		for _, op := range ops {
			if op.Call != "mkdirat" {
				d.Do(op)
			}
		}
		for model, want := range map[*Model]string{&AllLost: tt.lost, &NamesKept: tt.names, &Torn: tt.torn} {
			if got := d.Cut(*model); string(got["/d/old"]) != want {
				t.Errorf("%s: %q, want %q, of %v", tt.name, got["/d/old"], want, slices.Sorted(maps.Keys(got)))
			}
		}
		if got := string(d.Seen()["/d/old"]); got != "fresh" {
			t.Errorf("%s: %q is seen", tt.name, got)
		}
	}
}

// A folder that was made is lost with its parent's names.
func TestCutFolder(t *testing.T) {
	d := NewDisk()
	for _, op := range []Op{{Call: "mkdirat", Path: "/d"}, {Call: "openat", Path: "/d/f", FD: 3, Create: true}, {Call: "openat", Path: "/d", FD: 4},
		{Call: "fsync", FD: 4}} {
		d.Do(op)
	}
	if got := d.Cut(AllLost); len(got) != 1 {
		t.Errorf("%v is left", got)
	}
	d.Do(Op{Call: "openat", Path: "/", FD: 5})
	d.Do(Op{Call: "fsync", FD: 5})
	if _, ok := d.Cut(AllLost)["/d/f"]; !ok {
		t.Error("a synced file is lost")
	}
}
