package boot

import (
	"fmt"

	"github.com/iosim/iosim/platform"
)

// This file alone has the words of what goes wrong. Each case cites its place in
// ios-boot.md; [UNSOURCED] are our own choices, where nothing better is known.

// Notice is printed where the System Bootstrap prints a copyright line
// (ios-boot.md 0, caution 3).
const Notice = "This is iosim, a simulation: no Cisco software runs here."

// words is what an error prints, with its line ends.
func words(e *Error, m *platform.Model) string {
	switch e.Kind {
	case KindMissing: // 4.2, without its number of the open error, which is that of an unreadable medium; 4.8 has it so
		return "loadprog: error - on file open\n" + cannotLoad(e)
	case KindUnreadable: // 4.2
		return "open(): Open Error = -66\nloadprog: error - on file open\n" + cannotLoad(e)
	case KindNoMedium: // 2.3
		return e.Name + ": Not present\n"
	case KindNothing: // 4.3; the blank is missing in IOS too
		return fmt.Sprintf("boot: cannot determine first executable file name ondevice %q\n", e.Name)
	case KindNotImage: // 4.4
		return fmt.Sprintf("loadprog: bad file magic number: %#x\n", e.Got) + cannotLoad(e)
	case KindTruncated:
		if e.Want != 0 {
			// 4.5: what lacks its end has the wrong checksum.
			return compressed(e, m)
		}
		return "loadprog: bad file magic number: 0x0\n" + cannotLoad(e) // 4.4
	case KindCompressed: // 4.5
		return compressed(e, m)
	case KindUncompressed: // 4.5
		return fmt.Sprintf("\nError : uncompressed image checksum is incorrect 0x%08X\n        Expected a checksum of 0x%08X\n",
			e.Got, e.Want) + crash(9, m)
	case KindSignature: // [UNSOURCED] for ISR G2: the line is of 4.6
		return "Failed to validate digital signature\n" + cannotLoad(e)
	case KindPlatform: // 4.7, of an 806; [UNSOURCED] for ISR G2
		return fmt.Sprintf("loadprog: error - Invalid image for platform\ne_machine = %d, cpu_type = %d\n", e.Got, e.Want) + cannotLoad(e)
	case KindDevice: // 4.4
		return "bad device name\n"
	case KindInterrupted: // 2.3
		return fmt.Sprintf("\nmonitor: command %q aborted due to user interrupt\n", e.Name)
	case KindCommand: // [UNSOURCED]
		return fmt.Sprintf("monitor: command %q not found\n", e.Name)
	case KindUsage: // the form of 7.3
		return "usage: " + e.Name + "\n"
	case KindAddress, KindVariable: // [UNSOURCED]: 7.6 has it as plausible
		s := fmt.Sprintf("Missing or illegal ip address for variable %s\nIllegal IP address.\n", e.Name)
		if e.Kind == KindVariable {
			s = fmt.Sprintf("Missing value for variable %s\n", e.Name)
		}
		return s
	case KindNotFound: // 7.6, of an 867VAE
		return "\nTFTP boot exit: File not found\n"
	case KindSilent: // [UNSOURCED], in the form of the line above
		return "\nTFTP boot exit: Timed out\n"
	case KindTransfer: // [UNSOURCED], in the form of the line above
		return "\nTFTP boot exit: " + e.Name + "\n"
	case KindHeader: // 7.6, 4.7
		return "TFTP flash copy: Invalid file header, copy terminated.\n         Reason: Wrong target platform OR corrupt file.\n"
	case KindMemory: // [UNSOURCED]
		return "\nTFTP flash copy: File too large, copy terminated.\n"
	case KindFormat: // 7.6
		return "Formatting failure! Error code: -72\n"
	case KindKeep: // [UNSOURCED]
		return "monitor: cannot write NVRAM\n"
	case KindUnsupported: // [UNSOURCED]; 7.7: a 1941 has no xmodem
		return fmt.Sprintf("monitor: command %q is not supported by this ROMMON\n", e.Name)
	case KindDownload: // [UNSOURCED], in the form of "Download Complete!" (7.7)
		return "Download Aborted!\n"
	case KindAlias: // [UNSOURCED]
		return fmt.Sprintf("monitor: alias %q not found\n", e.Name)
	case KindContext: // [UNSOURCED]
		return "kernel context state is invalid, can not proceed\n"
	}
	return ""
}

func cannotLoad(e *Error) string { return fmt.Sprintf("boot: cannot load %q\n", e.Name) }

func compressed(e *Error, m *platform.Model) string {
	return fmt.Sprintf("\nError : compressed image checksum is incorrect 0x%08X\n\n        Expected a checksum of 0x%08X\n",
		e.Got, e.Want) + crash(5, m)
}

// crash is how the loader dies (4.5, of ISR G1). The place in it is the same
// distance from the entry point.
func crash(code int, m *platform.Model) string {
	context, status := 0x80014340, 0x3041e803
	if code == 9 {
		context, status = 0x80014ac0, 0x3040a803
	}
	return fmt.Sprintf("\n*** System received a Software forced crash ***\nsignal= 0x17, code= %#x, context= %#x\nPC = %#x, Cause = 0x20, Status Reg = %#x\n",
		code, context, m.EntryPoint+0xd4, status)
}

// crashes reports whether the failure resets the machine by itself (4.5).
func (e *Error) crashes() bool {
	return e.Kind == KindCompressed || e.Kind == KindUncompressed || e.Kind == KindTruncated && e.Want != 0
}
