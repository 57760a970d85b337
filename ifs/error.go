package ifs

import (
	"context"
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
)

// Op is the operation that failed.
type Op string

// The operations. Package cli has the words IOS prints for them.
const (
	OpOpen   Op = "open"
	OpRead   Op = "read"
	OpWrite  Op = "write"
	OpCopy   Op = "copy"
	OpDelete Op = "delete"
	OpMkdir  Op = "mkdir"
	OpRmdir  Op = "rmdir"
	OpRename Op = "rename"
	OpFormat Op = "format"
	OpParse  Op = "parse"
	OpChdir  Op = "chdir"
	OpVerify Op = "verify"

	OpUndelete Op = "undelete"
	OpSqueeze  Op = "squeeze"
	OpCheck    Op = "check"
)

// Kind is the reason of a failure. The kinds are the same for all file systems.
type Kind int

// The kinds of errors. The words IOS prints for them are in ios-files.md 6.11 and
// 14.3.
const (
	KindUnknown     Kind = iota // any other reason; see Err
	KindNotExist                // no such file or directory
	KindExist                   // the name is taken
	KindIsDir                   // a directory where a file is needed
	KindNotDir                  // a file where a directory is needed
	KindNotEmpty                // the directory is not empty
	KindNoSpace                 // the file cannot fit, known before writing
	KindFull                    // the medium filled up while writing
	KindNoDevice                // the slot is empty or the medium was removed
	KindReadOnly                // the file system or file cannot be written
	KindWriteOnly               // the file system cannot be read
	KindInvalid                 // a name or argument the file system does not accept
	KindNoHost                  // no host was named
	KindBadHost                 // the host's name does not resolve or its address is invalid
	KindTimeout                 // the peer did not answer in time
	KindUnreachable             // there is no route to the host
	KindRefused                 // the host answers, but refuses the connection to the port
	KindPermission              // the peer refused the access
	KindAuth                    // the peer refused the user or password
	KindProtocol                // the peer broke the protocol
	KindLength                  // fewer or more bytes arrived than were announced
	KindIO                      // the medium or connection failed
	KindUnsupported             // the file system has no such operation
	KindSame                    // source and destination are the same file
	KindFileInUse               // the file is already open
	KindDeviceInUse             // a file of the file system is open
	KindAborted                 // the user cancelled the operation

	kindEnd // the number of kinds; not a kind
)

var kindNames = [kindEnd]string{
	"unknown", "not exist", "exist", "is a directory", "not a directory", "not empty",
	"no space", "full", "no device", "read only", "write only", "invalid", "no host",
	"bad host", "timeout", "unreachable", "refused", "permission", "authentication",
	"protocol", "length", "i/o", "unsupported", "same file", "file in use", "device in use", "aborted",
}

// String returns the name of the kind for logs. Users read the words of package
// cli.
func (k Kind) String() string {
	if k < 0 || k >= kindEnd {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return kindNames[k]
}

// Error is the error type of all file systems.
type Error struct {
	Op   Op
	Name Name
	Kind Kind
	Err  error // the cause, or nil
}

// Error describes the failure for logs. Users read the words of package cli. The cause may
// be what a server said, so that the text is made safe to show.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s %s: %s", e.Op, e.Name, e.Kind)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return printable.Text(s)
}

// Unwrap returns the cause, which may be nil.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the first *Error in err's chain. A cancelled context
// is KindAborted; any other error is KindUnknown.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	if errors.Is(err, context.Canceled) {
		return KindAborted
	}
	return KindUnknown
}
