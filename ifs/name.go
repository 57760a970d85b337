package ifs

import (
	"errors"
	"net"
	"strings"
)

// MaxName bounds the length of a file name in bytes; longer ones are
// KindInvalid. (IOS's own bound is not documented; 254 is the length of the
// longest line of its parser.)
const MaxName = 1024

// Name is a parsed file name. A local name keeps its Path as it was typed, with
// or without a leading slash, because messages repeat it so (ios-files.md 7, 9).
type Name struct {
	Prefix      string // "flash0", "tftp": lower case, without the colon; "" is relative to the session's directory
	User        string
	Password    string
	HasUser     bool
	HasPassword bool
	Host        string // network names: host name or address, with a port if one was typed; may be empty
	Path        string // after the colon, or after the host and one slash
	HasHost     bool   // "//" was typed: Host counts even when empty
}

// Base is the last component of the path, "" for a directory's name that ends
// in a slash and for a bare prefix.
func (n Name) Base() string {
	return n.Path[strings.LastIndexByte(n.Path, '/')+1:]
}

// IsBare reports whether the name is no more than a prefix: "flash0:", "tftp:".
func (n Name) IsBare() bool { return n.Path == "" && n.Host == "" }

// String is the name as messages print it: without user and password
// (ios-files.md 6.5: ISR G2 drops them).
func (n Name) String() string {
	if n.Prefix == "" {
		return n.Path
	}
	if n.HasHost || n.Host != "" {
		return n.Prefix + "://" + n.Host + "/" + n.Path
	}
	return n.Prefix + ":" + n.Path
}

// With is n with another path.
func (n Name) With(path string) Name {
	n.Path = path
	return n
}

// Join is the name of the entry base in the directory n.
func (n Name) Join(base string) Name {
	if n.Path != "" && !strings.HasSuffix(n.Path, "/") {
		n.Path += "/"
	}
	n.Path += base
	return n
}

// Elements are the components of a local path with "." and empty ones dropped
// and ".." resolved; ".." at the root stays at the root, so no name leaves its
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

// ErrPrefix is the cause of a KindInvalid parse error whose prefix no mount has.
var ErrPrefix = errors.New("no such file system prefix")

// ParseName splits a file name as a user types it. It never touches a file and
// knows no mounts: Table.Parse also checks the prefix. Shapes: "name",
// "prefix:", "prefix:path", "prefix:/path", "prefix:[//[user[:password]@]host/]path".
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

// authorityEnd is the index of the slash that ends user, password and host; a
// slash inside a password is allowed if an "@" follows. What comes before the
// first slash is a host, though, if it can be one with its port.
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

// HostPort is the host without its port, and the port or def if none was typed.
func (n Name) HostPort(def string) (host, port string) {
	if h, p, err := net.SplitHostPort(n.Host); err == nil {
		return h, p
	}
	return strings.TrimSuffix(strings.TrimPrefix(n.Host, "["), "]"), def
}
