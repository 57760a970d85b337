package ftpd

import (
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"os"
	"slices"
	"strings"
)

// factTime is the form of times in facts and in MDTM (RFC 3659, 2.3).
const factTime = "20060102150405"

// allFacts are the facts that MLST and MLSD give unless others are chosen.
func allFacts() []string { return []string{"type", "size", "modify", "perm"} }

// factList is the facts as FEAT lists them; those that are on have a star.
func (s *session) factList() string {
	var b strings.Builder
	for _, f := range allFacts() {
		b.WriteString(f)
		if slices.Contains(s.facts, f) {
			b.WriteByte('*')
		}
		b.WriteByte(';')
	}
	return b.String()
}

func (s *session) chooseFacts(arg string) {
	chosen := strings.Split(strings.ToLower(arg), ";")
	s.facts = slices.DeleteFunc(allFacts(), func(f string) bool { return !slices.Contains(chosen, f) })
}

// factRow is one entry (RFC 3659, 7.2).
func (s *session) factRow(i os.FileInfo, name string) string {
	var b strings.Builder
	for _, f := range s.facts {
		switch f {
		case "type":
			kind := "file"
			if i.IsDir() {
				kind = "dir"
			}
			fmt.Fprintf(&b, "type=%s;", kind)
		case "size":
			if !i.IsDir() {
				fmt.Fprintf(&b, "size=%d;", i.Size())
			}
		case "modify":
			fmt.Fprintf(&b, "modify=%s;", i.ModTime().UTC().Format(factTime))
		case "perm":
			fmt.Fprintf(&b, "perm=%s;", s.perm(i))
		}
	}
	return b.String() + " " + printable.Text(name)
}

// perm is what the client may do (RFC 3659, 7.5.5).
func (s *session) perm(i os.FileInfo) string {
	switch {
	case i.IsDir() && s.ReadOnly:
		return "el"
	case i.IsDir() && s.WriteOnce:
		return "celm"
	case i.IsDir():
		return "cdeflmp"
	case s.ReadOnly || s.WriteOnce || i.Mode().Perm()&0o200 == 0:
		return "r"
	}
	return "adfrw"
}

func (s *session) doMlst(arg string) {
	p, info, err := s.stat(arg)
	if err != nil {
		s.refuse(err)
		return
	}
	s.replyLines(250, "Listing "+printable.Text(p), []string{s.factRow(info, p)}, "End")
}

func (s *session) doMlsd(arg string) {
	p, info, err := s.stat(arg)
	if err == nil && !info.IsDir() {
		s.drop()
		s.reply(501, "Not a directory.")
		return
	}
	var rows []os.FileInfo
	if err == nil {
		rows, err = s.readDir(p, true)
	}
	if err != nil {
		s.drop()
		s.refuse(err)
		return
	}
	lines := make([]string, len(rows))
	for k, i := range rows {
		lines[k] = s.factRow(i, i.Name())
	}
	s.deliver(lines)
}
