package powercut

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Calls are the system calls that have to be recorded, as strace takes them behind -e.
const Calls = "trace=openat,close,write,pwrite64,ftruncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,rmdir,mkdir,mkdirat," +
	"copy_file_range,sendfile"

// Args are strace's other arguments, up to the name of the file that gets the record. It does
// what a kernel without copies between files does, so that every byte is in the record.
func Args() []string {
	return []string{"-f", "--seccomp-bpf", "-xx", "-y", "-s", "16777216", "-e", "signal=none", "-e", Calls,
		"-e", "inject=copy_file_range,sendfile:error=ENOSYS", "-o"}
}

// Op is a system call that succeeded.
type Op struct {
	Call     string // "openat", "write", …
	Nth      int    // how many of this Call the thread had made with this one, failed ones counted
	FD       int    // that it was given, or has made
	Path, To string // below the root, "/" being the root itself; of rename both
	Outside  bool   // it is about no file below the root
	Create   bool   // O_CREAT
	Truncate bool   // O_TRUNC
	Append   bool   // O_APPEND
	Offset   int64  // of pwrite64, and the length of ftruncate
	Data     []byte // that was written
}

// maxLine bounds a line of a record, in bytes: of a byte that is written it has four.
const maxLine = 256 << 20

// Parse reads a record. Calls that failed are left out; so are those about files that do not
// lie below the folder root, but for what goes to standard output.
func Parse(r io.Reader, root string) ([]Op, error) {
	in := bufio.NewScanner(r)
	in.Buffer(nil, maxLine)
	p := parser{root: path.Clean(root), pending: map[string]string{}, count: map[string]int{}}
	for in.Scan() {
		if err := p.line(in.Text()); err != nil {
			return nil, fmt.Errorf("%w in the line %.200q", err, in.Text())
		}
	}
	return p.ops, in.Err()
}

type parser struct {
	root    string
	ops     []Op
	pending map[string]string // what a thread has begun
	count   map[string]int
}

// returned is between the arguments of a call and its result.
var returned = regexp.MustCompile(`\)\s+= `)

func (p *parser) line(l string) error {
	pid, l, _ := strings.Cut(l, " ")
	l = strings.TrimLeft(l, " ")
	if head, ok := strings.CutSuffix(l, " <unfinished ...>"); ok {
		if strings.HasPrefix(head, "close(") {
			return p.line(pid + " " + head + ") = 0") // another thread may get its descriptor before it returns
		}
		p.pending[pid] = head
		return nil
	}
	if strings.HasPrefix(l, "<... ") {
		_, rest, _ := strings.Cut(l, " resumed>")
		if p.pending[pid] == "" {
			return nil // a close
		}
		l = p.pending[pid] + rest
		delete(p.pending, pid)
	}
	name, rest, ok := strings.Cut(l, "(")
	if !ok || strings.HasPrefix(l, "+++") || strings.HasPrefix(l, "---") {
		return nil
	}
	p.count[pid+" "+name]++
	at := returned.FindStringIndex(rest)
	if at == nil {
		return nil // the process has ended in it
	}
	args, result := splitArgs(rest[:at[0]]), rest[at[1]:]
	n, err := strconv.Atoi(strings.TrimSpace(cutAny(result, " <")))
	if err != nil || n < 0 {
		return nil
	}
	op := Op{Call: name, Nth: p.count[pid+" "+name]}
	if err := p.fill(&op, args, n); err != nil {
		return err
	}
	if !op.Outside {
		p.ops = append(p.ops, op)
	}
	return nil
}

// fill reads the arguments of a call that returned n.
func (p *parser) fill(op *Op, args []string, n int) (err error) {
	need := map[string]int{"openat": 3, "close": 1, "write": 3, "pwrite64": 4, "ftruncate": 2, "fsync": 1, "fdatasync": 1,
		"rename": 2, "renameat": 4, "renameat2": 5, "unlink": 1, "unlinkat": 3, "rmdir": 1, "mkdir": 2, "mkdirat": 3}[op.Call]
	if need == 0 {
		op.Outside = true
		return nil
	}
	if len(args) < need {
		return fmt.Errorf("%s has %d arguments", op.Call, len(args))
	}
	switch op.Call {
	case "openat":
		op.FD = n
		op.Create, op.Truncate, op.Append = strings.Contains(args[2], "O_CREAT"), strings.Contains(args[2], "O_TRUNC"), strings.Contains(args[2], "O_APPEND")
		op.Path, err = p.at(op, args[0], args[1])
	case "unlinkat", "mkdirat":
		op.Path, err = p.at(op, args[0], args[1])
	case "rename", "unlink", "rmdir", "mkdir":
		op.Path, err = p.at(op, "AT_FDCWD", args[0])
		if err == nil && op.Call == "rename" {
			op.To, err = p.at(op, "AT_FDCWD", args[1])
		}
	case "renameat", "renameat2":
		if op.Path, err = p.at(op, args[0], args[1]); err == nil {
			op.To, err = p.at(op, args[2], args[3])
		}
	default:
		var file string
		if op.FD, file, err = descriptor(args[0]); err != nil {
			return err
		}
		op.Path = p.below(op, file)
		if op.Call == "write" && op.FD == 1 {
			op.Outside = false
		}
	}
	if err != nil || op.Outside {
		return err
	}
	switch op.Call {
	case "write", "pwrite64":
		if op.Data, err = text(args[1]); err == nil {
			op.Data = op.Data[:n]
		}
		if err == nil && op.Call == "pwrite64" {
			op.Offset, err = strconv.ParseInt(args[3], 10, 64)
		}
	case "ftruncate":
		op.Offset, err = strconv.ParseInt(args[1], 10, 64)
	}
	return err
}

// at is a name that a call was given beside the folder that it starts from.
func (p *parser) at(op *Op, dir, name string) (string, error) {
	b, err := text(name)
	if err != nil {
		return "", err
	}
	file := string(b)
	if !path.IsAbs(file) {
		_, d, err := descriptor(dir)
		if err != nil {
			return "", err
		}
		file = path.Join(d, file)
	}
	return p.below(op, file), nil
}

// below is an absolute name as one below the root.
func (p *parser) below(op *Op, file string) string {
	file = path.Clean(file)
	rest, ok := strings.CutPrefix(file, p.root)
	if !ok || rest != "" && rest[0] != '/' {
		op.Outside = true
	}
	return path.Clean("/" + rest)
}

// splitArgs splits arguments at their commas; in strings and names there are none, as they
// are in hexadecimal digits.
func splitArgs(s string) []string {
	parts := strings.Split(s, ", ")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

// descriptor reads "7<\x2f\x74>": a descriptor and what it is open on.
func descriptor(s string) (int, string, error) {
	number, rest, _ := strings.Cut(s, "<")
	rest, _, _ = strings.Cut(rest, ">")
	var name []byte
	var err error
	if strings.HasPrefix(rest, `\x`) {
		if name, err = unhex(rest); err != nil {
			return 0, "", err
		}
	}
	if number == "AT_FDCWD" {
		return -1, string(name), nil
	}
	n, err := strconv.Atoi(number)
	return n, string(name), err
}

// text reads a string: "\x2f\x74".
func text(s string) ([]byte, error) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return nil, fmt.Errorf("%.40q is no whole string", s)
	}
	return unhex(s[1 : len(s)-1])
}

func unhex(s string) ([]byte, error) { return hex.DecodeString(strings.ReplaceAll(s, `\x`, "")) }

// cutAny is s up to the first of the bytes.
func cutAny(s, bytes string) string {
	if i := strings.IndexAny(s, bytes); i >= 0 {
		return s[:i]
	}
	return s
}
