package ftpd

import (
	"cmp"
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"syscall"
	"time"
)

// listing is what LIST and NLST are asked for.
type listing struct {
	rows  []os.FileInfo
	shown string // what goes before the names of NLST
}

// flags splits "-la dir": the options that clients send as if a program ls were
// run. hidden is -a.
func flags(arg string) (path string, hidden bool) {
	for strings.HasPrefix(arg, "-") {
		opt, rest, _ := strings.Cut(arg, " ")
		hidden = hidden || strings.ContainsAny(opt, "aA")
		arg = strings.TrimLeft(rest, " ")
	}
	return arg, hidden
}

// list finds what arg stands for: a directory, a file, or a pattern in the last
// part of a name.
func (s *session) list(arg string) (listing, error) {
	arg, hidden := flags(arg)
	p, info, err := s.stat(arg)
	switch {
	case err == nil && info.IsDir():
		rows, err := s.readDir(p, hidden)
		shown := ""
		if arg != "" && arg != "." {
			shown = strings.TrimSuffix(arg, "/") + "/"
		}
		return listing{rows: rows, shown: shown}, err
	case err == nil:
		return listing{rows: []os.FileInfo{info}, shown: parentOf(arg)}, nil
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path.Base(p), "*?["):
		return s.match(arg, p, hidden)
	}
	return listing{}, err
}

// parentOf is the part of a typed name before its last element.
func parentOf(arg string) string { return arg[:strings.LastIndexByte(arg, '/')+1] }

func (s *session) match(arg, p string, hidden bool) (listing, error) {
	pattern := path.Base(p)
	if _, err := path.Match(pattern, ""); err != nil {
		return listing{}, syscall.EINVAL
	}
	rows, err := s.readDir(path.Dir(p), hidden || strings.HasPrefix(pattern, "."))
	rows = slices.DeleteFunc(rows, func(i os.FileInfo) bool {
		ok, _ := path.Match(pattern, i.Name())
		return !ok
	})
	return listing{rows: rows, shown: parentOf(arg)}, err
}

// readDir is the entries of a directory by name.
func (s *session) readDir(p string, hidden bool) ([]os.FileInfo, error) {
	rows, err := s.folder.List(p)
	if err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(i os.FileInfo) bool { return !hidden && strings.HasPrefix(i.Name(), ".") })
	slices.SortFunc(rows, func(a, b os.FileInfo) int { return cmp.Compare(a.Name(), b.Name()) })
	return rows, nil
}

// deliver sends lines in a data connection of their own. They have CR LF whatever
// the type.
func (s *session) deliver(rows []string) {
	ascii := s.ascii
	s.ascii = false
	err := s.carry("Here comes the directory listing.", func(x *transfer) error {
		var b strings.Builder
		for _, r := range rows {
			b.WriteString(r + "\r\n")
		}
		return x.send(strings.NewReader(b.String()))
	})
	s.ascii = ascii
	s.outcome(err, "Directory send OK.")
}

func (s *session) doList(arg string) {
	l, err := s.list(arg)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	s.deliver(l.long())
}

// long is the rows of LIST.
func (l listing) long() []string {
	now := time.Now()
	rows := make([]string, len(l.rows))
	for k, i := range l.rows {
		rows[k] = longRow(i, now)
	}
	return rows
}

// longRow is a row as ls -l prints it, which all clients can read.
func longRow(i os.FileInfo, now time.Time) string {
	t := i.ModTime().UTC()
	date := t.Format("Jan _2 15:04")
	if t.After(now.Add(time.Hour)) || t.Before(now.AddDate(0, -6, 0)) {
		date = t.Format("Jan _2  2006")
	}
	kind, links := "-", 1
	if i.IsDir() {
		kind, links = "d", 2
	}
	return fmt.Sprintf("%s%s %4d %-8s %-8s %8d %s %s", kind, i.Mode().Perm().String()[1:], links, "ftp", "ftp", i.Size(), date, printable.Text(i.Name()))
}

func (s *session) doNlst(arg string) {
	l, err := s.list(arg)
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	rows := make([]string, len(l.rows))
	for k, i := range l.rows {
		rows[k] = l.shown + printable.Text(i.Name())
	}
	s.deliver(rows)
}

// statPath is LIST over the control connection (RFC 959, 4.1.3).
func (s *session) statPath(arg string) {
	l, err := s.list(arg)
	if err != nil {
		s.refuse(err)
		return
	}
	s.replyLines(213, "Status follows:", l.long(), "End of status")
}
