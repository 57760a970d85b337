package boot

import "fmt"

// Kind says what went wrong in the boot machine.
type Kind int

// The kinds. text.go has the words of each.
const (
	KindMissing      Kind = iota // the named file is not there
	KindUnreadable               // the medium cannot be read
	KindNoMedium                 // the slot is empty
	KindNothing                  // no executable file on the disk
	KindNotImage                 // not an image; Got is its first word
	KindTruncated                // the file ends too early
	KindCompressed               // checksum of the packed part: Got, Want
	KindUncompressed             // checksum of the unpacked part: Got, Want
	KindSignature                // the signature is wrong
	KindPlatform                 // made for other hardware: Got and Want are machine numbers
	KindDevice                   // ROMMON knows no such device; Name is what was typed
	KindInterrupted              // Break was pressed; Name is the command
	KindCommand                  // no such command; Name is the word
	KindUsage                    // a command that is typed wrong; Name is its synopsis
	KindAddress                  // Name, a variable, is no IP address
	KindVariable                 // Name, a variable, is not set
	KindNotFound                 // the server has no such file
	KindSilent                   // the server does not answer
	KindTransfer                 // the transfer failed; Name says how
	KindHeader                   // tftpdnld: the file that came is no image for this hardware
	KindMemory                   // the file that comes does not fit in the memory
	KindFormat                   // the disk cannot be formatted
	KindKeep                     // register or variables could not be kept
	KindUnsupported              // this ROMMON cannot do that; Name is the command
	KindDownload                 // what was to come over the console line did not
	KindAlias                    // Name is no alias
	KindContext                  // no program is loaded that could be looked at

	kindEnd
)

// kindNames are the kinds for programs: in events, and in logs.
var kindNames = [kindEnd]string{
	KindMissing: "missing", KindUnreadable: "unreadable", KindNoMedium: "no-medium", KindNothing: "no-executable",
	KindNotImage: "not-image", KindTruncated: "truncated", KindCompressed: "compressed-checksum",
	KindUncompressed: "uncompressed-checksum", KindSignature: "signature", KindPlatform: "platform", KindDevice: "no-device",
	KindInterrupted: "interrupted", KindCommand: "no-command", KindUsage: "usage", KindAddress: "address",
	KindVariable: "variable", KindNotFound: "not-found", KindSilent: "silent", KindTransfer: "transfer", KindHeader: "header",
	KindMemory: "memory", KindFormat: "format", KindKeep: "not-kept", KindUnsupported: "unsupported",
	KindDownload: "download", KindAlias: "no-alias", KindContext: "no-program",
}

// String is the kind's name: "missing", "no-medium".
func (k Kind) String() string { return kindNames[k] }

// Error is a failure of the boot machine.
type Error struct {
	Kind      Kind
	Name      string // of the file as boot messages name it, or what the kind says
	Got, Want uint32
	Err       error // the cause, if there is one
}

// Error describes the failure for logs; users read the words of text.go.
func (e *Error) Error() string {
	s := fmt.Sprintf("boot %q: %v", e.Name, e.Kind)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }
