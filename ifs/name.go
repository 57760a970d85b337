package ifs

import (
	"errors"
	"net"
	"strings"
)

// MaxName is the maximum length of a file name in bytes; longer names are
// KindInvalid. IOS's own limit is not documented; the longest line its parser
// accepts has 254 characters.
const MaxName = 1024

// Name is a parsed file name. A local name keeps its Path as typed, with or without
// a leading slash, because messages repeat it (ios-files.md 7, 9).
type Name struct {
	Prefix      string // "flash0", "tftp": lower case, without the colon; "" if relative to the session's directory
	User        string
	Password    string
	HasUser     bool
	HasPassword bool
	Host        string // host name or address of a network name, with the port if one was typed; may be empty
	Path        string // what follows the colon, or the host and one slash
	HasHost     bool   // "//" was typed: Host is significant even if empty
}

// Base returns the last component of the path. It is "" if the path ends in a slash
// or is empty.
func (n Name) Base() string {
	return n.Path[strings.LastIndexByte(n.Path, '/')+1:]
}

// String returns the name as messages print it, without user and password as on an
// ISR G2 (ios-files.md 6.5).
func (n Name) String() string {
	if n.Prefix == "" {
		return n.Path
	}
	if n.HasHost || n.Host != "" {
		return n.Prefix + "://" + n.Host + "/" + n.Path
	}
	return n.Prefix + ":" + n.Path
}

// With returns n with another path.
func (n Name) With(path string) Name {
	n.Path = path
	return n
}

// Join returns the name of the entry base in the directory n.
func (n Name) Join(base string) Name {
	if n.Path != "" && !strings.HasSuffix(n.Path, "/") {
		n.Path += "/"
	}
	n.Path += base
	return n
}

// Elements returns the components of a local path, without "." and empty ones and
// with ".." resolved. ".." at the root is dropped, so that no name leads out of its
// file system.
func (n Name) Elements() []string {
	var out []string
	for _, e := range strings.Split(n.Path, "/") {
		switch e {
		case "", ".":
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
		default:
			out = append(out, e)
		}
	}
	return out
}

// ErrPrefix is the cause of the KindInvalid error for a prefix that is not mounted.
var ErrPrefix = errors.New("no such file system prefix")

// ParseName parses a file name as a user types it: "name", "prefix:",
// "prefix:path", "prefix:/path" or "prefix:[//[user[:password]@]host/]path". It
// does not access any file system and does not check the prefix; see Table.Parse.
// The error is of KindInvalid.
func ParseName(s string) (Name, error) {
	fail := func() (Name, error) {
		return Name{}, &Error{Op: OpParse, Name: Name{Path: s}, Kind: KindInvalid}
	}
	if s == "" || len(s) > MaxName || strings.ContainsAny(s, "\x00\r\n") {
		return fail()
	}
	i := strings.IndexByte(s, ':')
	if i < 0 || strings.IndexByte(s[:i], '/') >= 0 {
		return Name{Path: s}, nil
	}
	if i == 0 {
		return fail()
	}
	n := Name{Prefix: strings.ToLower(s[:i])}
	for _, c := range []byte(n.Prefix) {
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_') {
			return fail()
		}
	}
	rest := s[i+1:]
	if !strings.HasPrefix(rest, "//") {
		n.Path = rest
		return n, nil
	}
	n.HasHost = true
	auth := rest[2:]
	if j := authorityEnd(auth); j >= 0 {
		auth, n.Path = auth[:j], auth[j+1:]
	}
	if k := strings.LastIndexByte(auth, '@'); k >= 0 {
		n.HasUser = true
		n.User, n.Password, n.HasPassword = strings.Cut(auth[:k], ":")
		auth = auth[k+1:]
	}
	n.Host = auth
	return n, nil
}

// authorityEnd returns the index of the slash that ends user, password and host, or
// -1. A slash inside a password is accepted if an "@" follows, unless what precedes
// the first slash can be a host with its port.
func authorityEnd(s string) int {
	j := strings.IndexByte(s, '/')
	if j < 0 {
		return -1
	}
	user, password, ok := strings.Cut(s[:j], ":")
	host := !ok || strings.HasPrefix(user, "[") || strings.Trim(password, "0123456789") == ""
	if at := strings.LastIndexByte(s, '@'); at > j && !host && strings.IndexByte(s[:j], '@') < 0 {
		if k := strings.IndexByte(s[at:], '/'); k >= 0 {
			return at + k
		}
		return -1
	}
	return j
}

// HostPort returns the host without its port, and the port, or def if none was
// typed.
func (n Name) HostPort(def string) (host, port string) {
	if h, p, err := net.SplitHostPort(n.Host); err == nil {
		return h, p
	}
	return strings.TrimSuffix(strings.TrimPrefix(n.Host, "["), "]"), def
}
