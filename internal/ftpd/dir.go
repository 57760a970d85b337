package ftpd

import (
	"io/fs"
	"strings"
	"syscall"

	"github.com/iosim/iosim/internal/share"
)

// quote is a path as 257 has it (RFC 959, appendix II).
func quote(p string) string { return `"` + strings.ReplaceAll(p, `"`, `""`) + `"` }

func (s *session) doPwd(string) { s.reply(257, "%s is the current directory", quote(s.cwd)) }

func (s *session) doCwd(arg string) {
	if arg == "~" {
		arg = "/"
	}
	p, info, err := s.stat(arg)
	if err == nil && !info.IsDir() {
		err = syscall.ENOTDIR
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.cwd = p
	s.reply(250, "Directory successfully changed.")
}

func (s *session) doCdup(string) { s.doCwd("..") }

func (s *session) doMkd(arg string) {
	p, err := s.name(arg)
	if err == nil {
		err = s.folder.Vacant(p)
	}
	if err == nil {
		err = s.folder.Mkdir(p, 0o755)
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(257, "%s created", quote(p))
}

func (s *session) doRmd(arg string) {
	p, info, err := s.stat(arg)
	switch {
	case err != nil:
	case p == "/":
		err = fs.ErrPermission
	case !info.IsDir():
		err = syscall.ENOTDIR
	default:
		err = s.emptyDir(p)
	}
	if err == nil {
		err = s.folder.Remove(p)
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(250, "Remove directory operation successful.")
}

// emptyDir counts all that is there: a file that comes in as well.
func (s *session) emptyDir(p string) error {
	d, err := s.FS.Open(p)
	if err != nil {
		return err
	}
	defer d.Close()
	if names, _ := d.Readdirnames(1); len(names) > 0 {
		return syscall.ENOTEMPTY
	}
	return nil
}

func (s *session) doDele(arg string) {
	p, err := s.name(arg)
	if err == nil {
		info, e := s.FS.Stat(p)
		if err = e; err == nil && info.IsDir() {
			err = syscall.EISDIR
		}
	}
	if err == nil {
		err = s.folder.Remove(p)
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(250, "Delete operation successful.")
}

func (s *session) doRnfr(arg string) {
	p, _, err := s.stat(arg)
	if err == nil && p == "/" {
		err = fs.ErrPermission
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.from = p
	s.reply(350, "Ready for RNTO.")
}

func (s *session) doRnto(arg string) {
	from := s.from
	s.from = ""
	if from == "" {
		s.reply(503, "RNFR required first.")
		return
	}
	p, err := s.name(arg)
	if err == nil {
		err = s.renamable(from, p)
	}
	if err == nil && from != p {
		err = s.folder.Rename(from, p)
	}
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(250, "Rename successful.")
}

// renamable lets a file replace a file, and nothing else be replaced.
func (s *session) renamable(from, to string) error {
	src, err := s.FS.Stat(from)
	if err != nil {
		return err
	}
	if to == from {
		return nil
	}
	if strings.HasPrefix(to, from+"/") {
		return syscall.EINVAL
	}
	err = s.folder.Vacant(to)
	if err != share.ErrExist {
		return err
	}
	dst, err := s.FS.Stat(to)
	if err == nil && (src.IsDir() || dst.IsDir()) {
		err = share.ErrExist
	}
	return err
}

func (s *session) doSize(arg string) {
	if s.ascii {
		s.reply(550, "SIZE not allowed in ASCII mode.") // RFC 3659, 4.1: it would have to count line ends
		return
	}
	_, info, err := s.regular(arg)
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(213, "%d", info.Size())
}

func (s *session) doMdtm(arg string) {
	_, info, err := s.regular(arg)
	if err != nil {
		s.refuse(err)
		return
	}
	s.reply(213, "%s", info.ModTime().UTC().Format(factTime))
}
