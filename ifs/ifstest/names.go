package ifstest

import (
	"strings"

	"github.com/iosim/iosim/ifs"
)

func checkCase(s *suite) {
	s.must("write", s.write("Image.BIN", []byte("one"), true))
	s.wantContent("iMAGE.bin", []byte("one"))
	s.must("replace", s.write("image.bin", []byte("two"), true))
	s.wantContent("Image.BIN", []byte("two"))
	rows := s.list("")
	n := 0
	for _, e := range rows {
		if strings.EqualFold(e.Name, "image.bin") {
			n++
			if e.Name != "Image.BIN" && !s.o.Keeps {
				s.errorf("the spelling became %q", e.Name)
			}
		}
	}
	if s.canList() && n != 1 {
		s.errorf("%d entries for one name", n)
	}
}

func checkBadNames(s *suite) {
	before := s.state()
	for _, path := range []string{
		`a\b`, "a*b", "a?b", `a"b`, "a<b", "a>b", "a|b", "a:b", "a\x00b", "a\nb", "a\x7fb", "a\u009bb", "a\u202eb", "a\u200bb", "a\xffb",
		strings.Repeat("n", 256), strings.Repeat("n", 1000), "a\xffb", ".iosim", ".iosim/x", "/.IOSIM/x", "x/../.iosim",
	} {
		w, err := s.fs.Create(s.ctx(), s.name(path), 1)
		s.wantKind("creating "+path, err, ifs.KindInvalid)
		if err == nil {
			_ = w.Abort()
		}
		_, err = s.fs.Open(s.ctx(), s.name(path))
		s.wantKind("opening "+path, err, ifs.KindInvalid, ifs.KindNotExist)
		s.wantKind("mkdir "+path, ifs.Mkdir(s.ctx(), s.fs, s.name(path)), ifs.KindInvalid, ifs.KindUnsupported)
	}
	for _, path := range []string{"", "/", "..", "."} {
		_, err := s.fs.Create(s.ctx(), s.name(path), 1)
		s.wantKind("creating the root", err, ifs.KindIsDir)
		_, err = s.fs.Open(s.ctx(), s.name(path))
		s.wantKind("opening the root", err, ifs.KindIsDir)
	}
	if now := s.state(); now != before {
		s.errorf("bad names left %s, was %s", now, before)
	}
	// Unusual but valid names.
	longest := 255
	if s.o.Keeps {
		longest = 63
	}
	for _, path := range []string{strings.Repeat("n", longest), "with blank", "Grüße-日本.txt", "a.b.c.", "-", "~1"} {
		if err := s.write(path, []byte(path), true); err != nil {
			s.errorf("writing %q: %v", path, err)
			continue
		}
		s.wantContent(path, []byte(path))
		s.wantContent("/"+path, []byte(path))
	}
}

func checkListing(s *suite) {
	if !s.canList() {
		return
	}
	had := len(s.list(""))
	for i := range 5 {
		s.must("write", s.write(s.file(i), pattern(100*(i+1), 0), true))
	}
	rows := s.list("")
	if len(rows) != had+5 {
		s.errorf("%d rows, want %d", len(rows), had+5)
	}
	seen := map[int]bool{}
	for _, e := range rows {
		if len(e.Perm) != 4 || e.Name == "" || seen[e.Index] {
			s.errorf("row %+v", e)
		}
		seen[e.Index] = true
		got, err := ifs.Stat(s.ctx(), s.fs, s.name(e.Name))
		if err != nil && ifs.KindOf(err) != ifs.KindUnsupported {
			s.errorf("describing %s: %v", e.Name, err)
		}
		if err == nil && got != e {
			s.errorf("Stat says %+v, the listing %+v", got, e)
		}
	}
	_, err := ifs.ReadDir(s.ctx(), s.fs, s.name(s.file(0)))
	s.wantKind("listing a file", err, ifs.KindNotDir)
}

func checkRemove(s *suite) {
	if _, ok := s.fs.(ifs.Remover); !ok {
		return
	}
	before := s.state()
	s.must("write", s.write(s.file(0), pattern(9000, 1), true))
	s.must("remove", ifs.Remove(s.ctx(), s.fs, s.name(s.file(0))))
	if now := s.state(); !s.o.Keeps && now != before {
		s.errorf("after removing: %s, was %s", now, before)
	}
	_, err := s.fs.Open(s.ctx(), s.name(s.file(0)))
	s.wantKind("opening what was removed", err, ifs.KindNotExist)
}

func checkRename(s *suite) {
	if _, ok := s.fs.(ifs.Renamer); !ok {
		return
	}
	s.must("write", s.write("one", []byte("1"), true))
	s.must("write", s.write("two", []byte("2"), true))
	s.wantKind("onto another", ifs.Rename(s.ctx(), s.fs, s.name("one"), s.name("TWO")), ifs.KindExist)
	s.wantKind("of nothing", ifs.Rename(s.ctx(), s.fs, s.name("none"), s.name("three")), ifs.KindNotExist)
	s.wantContent("one", []byte("1"))
	s.wantContent("two", []byte("2"))
	free := s.fs.Info().Free
	s.must("rename", ifs.Rename(s.ctx(), s.fs, s.name("one"), s.name("three")))
	s.wantContent("three", []byte("1"))
	_, err := s.fs.Open(s.ctx(), s.name("one"))
	s.wantKind("the old name", err, ifs.KindNotExist)
	s.must("new spelling", ifs.Rename(s.ctx(), s.fs, s.name("three"), s.name("THREE")))
	s.wantContent("three", []byte("1"))
	if now := s.fs.Info().Free; now != free {
		s.errorf("renaming changed the free bytes from %d to %d", free, now)
	}
	if !s.listed("", "THREE") && s.canList() {
		s.errorf("the new name is not listed")
	}
}

func checkDirs(s *suite) {
	if _, ok := s.fs.(ifs.DirMaker); !ok {
		return
	}
	ctx, n := s.ctx(), s.name
	before := s.state()
	s.must("mkdir", ifs.Mkdir(ctx, s.fs, n("dir")))
	s.must("mkdir", ifs.Mkdir(ctx, s.fs, n("/dir/sub/")))
	s.must("write", s.write("DIR/sub/file", []byte("deep"), true))
	s.wantContent("/dir/Sub/FILE", []byte("deep"))
	s.must("write", s.write("plain", []byte("plain"), true))
	for what, c := range map[string]struct {
		err   error
		kinds []ifs.Kind
	}{
		"mkdir over a directory":    {ifs.Mkdir(ctx, s.fs, n("Dir")), []ifs.Kind{ifs.KindExist}},
		"mkdir over a file":         {ifs.Mkdir(ctx, s.fs, n("plain")), []ifs.Kind{ifs.KindExist}},
		"mkdir of the root":         {ifs.Mkdir(ctx, s.fs, n("/")), []ifs.Kind{ifs.KindExist}},
		"mkdir without a parent":    {ifs.Mkdir(ctx, s.fs, n("no/dir")), []ifs.Kind{ifs.KindNotExist}},
		"mkdir below a file":        {ifs.Mkdir(ctx, s.fs, n("plain/dir")), []ifs.Kind{ifs.KindNotDir, ifs.KindNotExist}},
		"rmdir of a full directory": {ifs.Rmdir(ctx, s.fs, n("dir")), []ifs.Kind{ifs.KindNotEmpty}},
		"rmdir of a file":           {ifs.Rmdir(ctx, s.fs, n("plain")), []ifs.Kind{ifs.KindNotDir}},
		"rmdir of nothing":          {ifs.Rmdir(ctx, s.fs, n("none")), []ifs.Kind{ifs.KindNotExist}},
		"rmdir of the root":         {ifs.Rmdir(ctx, s.fs, n("/")), []ifs.Kind{ifs.KindInvalid, ifs.KindNotEmpty}},
		"remove of a directory":     {ifs.Remove(ctx, s.fs, n("dir")), []ifs.Kind{ifs.KindIsDir}},
		"write to a directory":      {s.write("dir", nil, true), []ifs.Kind{ifs.KindIsDir}},
		"write below a file":        {s.write("plain/x", nil, true), []ifs.Kind{ifs.KindNotDir, ifs.KindNotExist}},
		"write without a parent":    {s.write("no/x", nil, true), []ifs.Kind{ifs.KindNotExist}},
		"write with a slash behind": {s.write("new/", nil, true), []ifs.Kind{ifs.KindIsDir, ifs.KindNotExist}},
		"rename into itself":        {ifs.Rename(ctx, s.fs, n("dir"), n("dir/sub/in")), []ifs.Kind{ifs.KindInvalid}},
		"rename of the root":        {ifs.Rename(ctx, s.fs, n("/"), n("new")), []ifs.Kind{ifs.KindInvalid}},
	} {
		s.wantKind(what, c.err, c.kinds...)
	}
	_, err := s.fs.Open(ctx, n("dir"))
	s.wantKind("open of a directory", err, ifs.KindIsDir)
	_, err = s.fs.Open(ctx, n("plain/"))
	s.wantKind("open of a file with a slash behind", err, ifs.KindNotDir, ifs.KindNotExist)

	s.must("rename", ifs.Rename(ctx, s.fs, n("dir/sub"), n("moved")))
	s.wantContent("moved/file", []byte("deep"))
	s.must("remove", ifs.Remove(ctx, s.fs, n("moved/file")))
	s.must("rmdir", ifs.Rmdir(ctx, s.fs, n("moved")))
	s.must("rmdir", ifs.Rmdir(ctx, s.fs, n("dir")))
	s.must("remove", ifs.Remove(ctx, s.fs, n("plain")))
	if now := s.state(); now != before {
		s.errorf("all removed: %s, was %s", now, before)
	}
}

func checkDotDot(s *suite) {
	if _, ok := s.fs.(ifs.DirMaker); !ok {
		return
	}
	s.must("mkdir", ifs.Mkdir(s.ctx(), s.fs, s.name("d")))
	s.must("write", s.write("../../../top", []byte("top"), true))
	s.wantContent("top", []byte("top"))
	s.wantContent("d/../top", []byte("top"))
	s.wantContent("/d/./../../top", []byte("top"))
	if s.canList() && !s.listed("d/..", "top") {
		s.errorf("d/.. is not the root")
	}
}

func checkFormat(s *suite) {
	if _, ok := s.fs.(ifs.Formatter); !ok || s.o.Live {
		return
	}
	// The first format may change the layout of the medium.
	s.must("format", ifs.Format(s.ctx(), s.fs, s.name("")))
	before := s.state()
	for i := range 3 {
		s.must("write", s.write(s.file(i), pattern(5000, 1), true))
	}
	if !s.o.Flat {
		if err := ifs.Mkdir(s.ctx(), s.fs, s.name("d")); err == nil {
			s.must("write", s.write("d/x", []byte("x"), true))
		}
	}
	s.must("format", ifs.Format(s.ctx(), s.fs, s.name("")))
	if now := s.state(); now != before {
		s.errorf("after formatting: %s, was %s", now, before)
	}
	s.must("write", s.write(s.file(0), []byte("new"), true))
	s.wantContent(s.file(0), []byte("new"))
}
