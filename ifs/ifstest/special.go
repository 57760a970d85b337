package ifstest

import "github.com/iosim/iosim/ifs"

// checkVoid checks that files of any length can be written, announced or not, and
// that none can be read back.
func checkVoid(s *suite) {
	for _, size := range []int{0, 1, 70_000} {
		for _, announce := range []bool{true, false} {
			s.must("writing", s.write("x", pattern(size, 1), announce))
			s.wantContent("x", nil)
		}
	}
	w, err := s.fs.Create(s.ctx(), s.name("x"), 10)
	s.must("create", err)
	s.must("abort", w.Abort())
	if i := s.fs.Info(); i.Size != -1 || i.Free != -1 {
		s.errorf("size %d, free %d", i.Size, i.Free)
	}
}

// checkClosed checks that every operation fails with a kind that gives the reason.
func checkClosed(s *suite) {
	refused := func(what string, err error) {
		s.wantKind(what, err, ifs.KindUnsupported, ifs.KindReadOnly, ifs.KindWriteOnly, ifs.KindNoDevice)
	}
	name := s.name("x")
	_, err := s.fs.Open(s.ctx(), name)
	refused("opening", err)
	_, err = s.fs.Create(s.ctx(), name, -1)
	refused("creating", err)
	_, err = ifs.ReadDir(s.ctx(), s.fs, s.name(""))
	refused("listing", err)
	_, err = ifs.Stat(s.ctx(), s.fs, name)
	refused("describing", err)
	refused("removing", ifs.Remove(s.ctx(), s.fs, name))
	refused("mkdir", ifs.Mkdir(s.ctx(), s.fs, name))
	refused("rmdir", ifs.Rmdir(s.ctx(), s.fs, name))
	refused("renaming", ifs.Rename(s.ctx(), s.fs, name, s.name("y")))
	refused("format", ifs.Format(s.ctx(), s.fs, s.name("")))
}
