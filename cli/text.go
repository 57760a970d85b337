package cli

import (
	"errors"
	"fmt"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/ios/system"
)

// Only this file turns errors into IOS's words. Each sentence cites its section in the
// reference; [UNSOURCED] means that the words are our choice.

// UserError is an error with the exact text that the user reads, such as "% Invalid …",
// line ends included.
type UserError struct{ Text string }

// Error returns the text.
func (e *UserError) Error() string { return e.Text }

// ErrorText returns the text that the user reads for err, line end included. It is "" for
// errors without a text, such as that of a command that the user has stopped.
func ErrorText(err error) string {
	var u *UserError
	if errors.As(err, &u) {
		return u.Text
	}
	if errors.Is(err, ErrAborted) {
		return ""
	}
	var e *ifs.Error
	if errors.As(err, &e) {
		return fileError(e)
	}
	if ifs.KindOf(err) == ifs.KindAborted {
		return ""
	}
	return "%Error: " + printable.Text(err.Error()) + "\n"
}

// fileError puts the reason into the sentence of the operation, with the name (ios-files.md
// 14.2).
func fileError(e *ifs.Error) string {
	reason := Reason(e)
	switch {
	case e.Kind == ifs.KindAborted:
		return "" // 6.11, last row: the prompt returns, no text is known
	case e.Kind == ifs.KindNoHost:
		return "?Host name or address not specified\n%Error parsing filename (" + reason + ")\n" // 6.11
	}
	frame, ok := frames[e.Op]
	if !ok {
		frame = "%%Error opening %s (%s)\n"
	}
	if e.Op == ifs.OpParse {
		return fmt.Sprintf(frame, reason)
	}
	return fmt.Sprintf(frame, Display(e.Name), reason)
}

var frames = map[ifs.Op]string{
	ifs.OpOpen:   "%%Error opening %s (%s)\n",         // 14.2
	ifs.OpRead:   "%%Error reading %s (%s)\n",         // 14.2
	ifs.OpWrite:  "%%Error writing %s (%s)\n",         // 14.2
	ifs.OpCopy:   "%%Error copying %s (%s)\n",         // 14.2
	ifs.OpDelete: "%%Error deleting %s (%s)\n",        // 14.2
	ifs.OpMkdir:  "%%Error Creating dir %s (%s)\n",    // 14.2 [UNSOURCED]
	ifs.OpRmdir:  "%%Error Removing dir %s (%s)\n",    // 9
	ifs.OpRename: "%%Error renaming %s (%s)\n",        // 9 [UNSOURCED]
	ifs.OpFormat: "%%Error formatting %s (%s)\n",      // [UNSOURCED]
	ifs.OpParse:  "%%Error parsing filename (%s)\n",   // 14.2
	ifs.OpChdir:  "%%Error changing dir to %s (%s)\n", // 5 [UNSOURCED]
	ifs.OpVerify: "%%Error opening %s (%s)\n",         // 7 [INFER]

	ifs.OpUndelete: "%%Error undeleting %s (%s)\n", // [UNSOURCED]
	ifs.OpSqueeze:  "%%Error squeezing %s (%s)\n",  // [UNSOURCED]
	ifs.OpCheck:    "%%Error checking %s (%s)\n",   // [UNSOURCED]
}

// Reason returns the text in parentheses (ios-files.md 14.3).
func Reason(e *ifs.Error) string {
	if e.Kind == ifs.KindNotEmpty && e.Op == ifs.OpRmdir {
		return "Can't delete a directory that has files in it" // 9 [REAL], FAT
	}
	if e.Kind == ifs.KindNoSpace && e.Name.Prefix == "nvram" {
		return reasons[ifs.KindFull] // 6.11 [UNSOURCED]
	}
	if s, ok := reasonsOf[e.Kind][e.Name.Prefix]; ok {
		return s
	}
	if s, ok := reasons[e.Kind]; ok {
		return s
	}
	return reasons[ifs.KindUnknown]
}

var reasons = map[ifs.Kind]string{
	ifs.KindUnknown:     "Unknown error -1",               // 14.3
	ifs.KindNotExist:    "No such file or directory",      // 14.3
	ifs.KindExist:       "File exists",                    // 9 [UNSOURCED]
	ifs.KindIsDir:       "Is a directory",                 // 6.11 [UNSOURCED]
	ifs.KindNotDir:      "Not a directory",                // [UNSOURCED]
	ifs.KindNotEmpty:    "Directory not empty",            // 14.3
	ifs.KindNoSpace:     "Not enough space on device",     // 6.11
	ifs.KindFull:        "No space left on device",        // 6.11 [UNSOURCED]
	ifs.KindNoDevice:    "No such device",                 // 14.3
	ifs.KindReadOnly:    "Read-only file system",          // 6.11
	ifs.KindWriteOnly:   "Permission denied",              // [UNSOURCED]
	ifs.KindInvalid:     "Invalid argument",               // 14.3
	ifs.KindNoHost:      "Bad address",                    // 14.3
	ifs.KindBadHost:     "Invalid IP address or hostname", // 14.3
	ifs.KindTimeout:     "Timed out",                      // 14.3
	ifs.KindUnreachable: "Timed out",                      // 6.11: a router sees only that no answer comes
	ifs.KindRefused:     "Timed out",                      // [UNSOURCED] for IOS
	ifs.KindPermission:  "Permission denied",              // 14.3
	ifs.KindAuth:        "Incorrect Login/Password",       // 6.5 [UNSOURCED]
	ifs.KindProtocol:    "I/O error",                      // 6.11, as for all other errors of http:
	ifs.KindLength:      "I/O error",                      // 14.3
	ifs.KindIO:          "I/O error",                      // 14.3
	ifs.KindUnsupported: "Invalid argument",               // [UNSOURCED]: the closest text of 14.3
	ifs.KindSame:        "Invalid argument",               // 6.11 [UNSOURCED]
	ifs.KindFileInUse:   "File in use",                    // 14.3 [UNSOURCED]
	ifs.KindDeviceInUse: "Device in use",                  // 14.3 [UNSOURCED]
	ifs.KindAborted:     "Interrupted",                    // never printed
}

// reasonsOf are the reasons that are particular to a file system, by prefix.
var reasonsOf = map[ifs.Kind]map[string]string{
	ifs.KindProtocol: {
		"scp": "Unknown error -1", "sftp": "Unknown error -1", // 6.11: an error of the server
		"tftp": "Undefined error", // 14.3 [UNSOURCED]: the text of code 0 (RFC 1350, 5)
	},
	ifs.KindAuth: { // 14.3 [UNSOURCED]: the texts for ftp: are in 6.5
		"scp": "Authentication failed", "sftp": "Authentication failed",
		"http": "Authentication failed", "https": "Authentication failed",
	},
	ifs.KindUnsupported: {
		// [UNSOURCED]: IOS has this protocol.
		"rcp": "Not supported: rcp trusts a host by its address alone, use scp or ftp",
	},
}

// Display returns a name as messages print it: a local file keeps the slash with or without
// which it was typed (ios-files.md 7, 9).
func Display(n ifs.Name) string { return printable.Text(n.String()) }

// ScheduledText describes a scheduled reload that is left away (ios-boot.md 1.3).
func ScheduledText(s system.Scheduled, left time.Duration) string {
	when := "in " + ReloadSpan(left)
	if s.Fixed {
		when = "for " + s.At.Format(Stamp) + " (in " + ReloadSpan(left) + ")"
	}
	return fmt.Sprintf("Reload scheduled %s by %s\nReload reason: %s\n", when, s.By, s.Reason)
}

// ReloadSpan formats the time until a reload: "10 minutes", "411 hours and 33 minutes"
// (ios-boot.md 1.3; less than a minute [UNSOURCED]).
func ReloadSpan(d time.Duration) string {
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case hours > 0 && minutes > 0:
		return plural(hours, "hour") + " and " + plural(minutes, "minute")
	case hours > 0:
		return plural(hours, "hour")
	case minutes > 0:
		return plural(minutes, "minute")
	}
	return plural(int(d/time.Second), "second")
}

// bufferFull is the answer to a line for which a configuration has no room [UNSOURCED].
func bufferFull(command string) string {
	return fmt.Sprintf("%%Configuration buffer full, can't add command: %s\n", command)
}
