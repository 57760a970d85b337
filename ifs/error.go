package ifs

import (
	"context"
	"errors"
	"fmt"
)

// Op is what was being done when an error arose.
type Op string

// The operations. The words IOS has for them are in cli's text, not here.
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

// Kind says what went wrong, whatever the file system.
type Kind int

// The kinds of errors (ios-files.md 6.11 and 14.3 have the words for them).
const (
	KindUnknown     Kind = iota // anything else; Err tells
	KindNotExist                // no such file or directory
	KindExist                   // the name is taken
	KindIsDir                   // a directory where a file is needed
	KindNotDir                  // a file where a directory is needed
	KindNotEmpty                // the directory still holds something
	KindNoSpace                 // it cannot fit, known before writing
	KindFull                    // the medium filled up while writing
	KindNoDevice                // the slot is empty or the medium was taken out
	KindReadOnly                // the file system or file takes no writes
	KindWriteOnly               // the file system gives nothing back
	KindInvalid                 // a name or argument the file system cannot take
	KindNoHost                  // no host was named
	KindBadHost                 // the host's name or address means nothing here
	KindTimeout                 // the other side stayed silent
	KindUnreachable             // there is no way to the host
	KindRefused                 // the host answers, but not at that port
	KindPermission              // the other side refused the access
	KindAuth                    // the other side refused the user or password
	KindProtocol                // the other side broke the protocol
	KindLength                  // fewer or more bytes came than were announced
	KindIO                      // the medium or connection failed
	KindUnsupported             // the file system cannot do that
	KindSame                    // source and destination are one file
	KindFileInUse               // somebody else has the file open
	KindDeviceInUse             // somebody has a file of the file system open
	KindAborted                 // the user stopped it

	kindEnd // not a kind: the number of kinds
)

// Kinds lists every kind, for tests that prove each has its words.
func Kinds() []Kind {
	ks := make([]Kind, 0, kindEnd)
	for k := KindUnknown; k < kindEnd; k++ {
		ks = append(ks, k)
	}
	return ks
}

var kindNames = [kindEnd]string{
	"unknown", "not exist", "exist", "is a directory", "not a directory", "not empty",
	"no space", "full", "no device", "read only", "write only", "invalid", "no host",
	"bad host", "timeout", "unreachable", "refused", "permission", "authentication",
	"protocol", "length", "i/o", "unsupported", "same file", "file in use", "device in use", "aborted",
}

// String names the kind for logs; users read cli's words.
func (k Kind) String() string {
	if k < 0 || k >= kindEnd {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return kindNames[k]
}

// Error is the one error type of the file systems.
type Error struct {
	Op   Op
	Name Name
	Kind Kind
	Err  error // the cause, if there is one
}

// Error describes the failure for logs; users read cli's words.
func (e *Error) Error() string {
	s := fmt.Sprintf("%s %s: %s", e.Op, e.Name, e.Kind)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the first *Error in err's chain. A cancelled context is
// KindAborted; any other error is KindUnknown.
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
