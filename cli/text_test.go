package cli

import (
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

var allOps = []ifs.Op{ifs.OpOpen, ifs.OpRead, ifs.OpWrite, ifs.OpCopy, ifs.OpDelete, ifs.OpMkdir, ifs.OpRmdir,
	ifs.OpRename, ifs.OpFormat, ifs.OpParse, ifs.OpChdir, ifs.OpVerify, ifs.OpUndelete, ifs.OpSqueeze, ifs.OpCheck}

// allKinds returns every kind: those that have a name.
func allKinds() (ks []ifs.Kind) {
	for k := ifs.KindUnknown; !strings.HasPrefix(k.String(), "kind("); k++ {
		ks = append(ks, k)
	}
	return ks
}

// Every kind has its reason and every operation its frame.
func TestEveryErrorHasWords(t *testing.T) {
	if !slices.Contains(allKinds(), ifs.KindAborted) {
		t.Fatal("not all kinds are known")
	}
	for _, k := range allKinds() {
		if _, ok := reasons[k]; !ok {
			t.Errorf("kind %s has no reason", k)
		}
	}
	for _, op := range allOps {
		if _, ok := frames[op]; !ok {
			t.Errorf("operation %s has no frame", op)
		}
		for _, k := range allKinds() {
			text := ErrorText(&ifs.Error{Op: op, Name: ifs.Name{Prefix: "flash0", Path: "x"}, Kind: k})
			switch {
			case k == ifs.KindAborted:
				if text != "" {
					t.Errorf("%s, aborted: %q", op, text)
				}
			case strings.Contains(text, "%!") || strings.Contains(text, "Unknown error") != (k == ifs.KindUnknown):
				t.Errorf("%s, %s: %q", op, k, text)
			case !strings.HasPrefix(text, "%Error ") && k != ifs.KindNoHost || !strings.HasSuffix(text, ")\n"):
				t.Errorf("%s, %s: %q", op, k, text)
			case strings.HasPrefix(text, "% "): // automation takes that for the parser's
				t.Errorf("%s, %s: %q", op, k, text)
			}
		}
	}
}

// The tables of ios-files.md 6.11, 9 and 14.3, row by row: what each failure prints.
func TestErrorTables(t *testing.T) {
	local := ifs.Name{Prefix: "flash0", Path: "F"}
	tftp := ifs.Name{Prefix: "tftp", Host: "H", HasHost: true, Path: "F"}
	ftp := ifs.Name{Prefix: "ftp", Host: "H", HasHost: true, User: "u", HasUser: true, Password: "p", HasPassword: true, Path: "F"}
	nvram := ifs.Name{Prefix: "nvram", Path: "y"}
	for _, c := range []struct {
		op   ifs.Op
		name ifs.Name
		kind ifs.Kind
		want string
	}{
		// 6.11
		{ifs.OpParse, tftp, ifs.KindNoHost, "?Host name or address not specified\n%Error parsing filename (Bad address)\n"},
		{ifs.OpParse, tftp, ifs.KindBadHost, "%Error parsing filename (Invalid IP address or hostname)\n"},
		{ifs.OpOpen, tftp, ifs.KindBadHost, "%Error opening tftp://H/F (Invalid IP address or hostname)\n"},
		{ifs.OpOpen, tftp, ifs.KindTimeout, "%Error opening tftp://H/F (Timed out)\n"},
		{ifs.OpOpen, tftp, ifs.KindUnreachable, "%Error opening tftp://H/F (Timed out)\n"},
		{ifs.OpRead, tftp, ifs.KindTimeout, "%Error reading tftp://H/F (Timed out)\n"},
		{ifs.OpOpen, tftp, ifs.KindNotExist, "%Error opening tftp://H/F (No such file or directory)\n"},
		{ifs.OpOpen, tftp, ifs.KindPermission, "%Error opening tftp://H/F (Permission denied)\n"},
		{ifs.OpOpen, ftp, ifs.KindNotExist, "%Error opening ftp://H/F (No such file or directory)\n"},
		{ifs.OpCopy, tftp, ifs.KindNoSpace, "%Error copying tftp://H/F (Not enough space on device)\n"},
		{ifs.OpOpen, ifs.Name{Prefix: "nvram", Path: "startup-config"}, ifs.KindNoSpace, "%Error opening nvram:startup-config (No space left on device)\n"},
		{ifs.OpWrite, local, ifs.KindFull, "%Error writing flash0:F (No space left on device)\n"},
		{ifs.OpWrite, ifs.Name{Prefix: "scp", Host: "H", HasHost: true, Path: "F"}, ifs.KindUnknown, "%Error writing scp://H/F (Unknown error -1)\n"},
		{ifs.OpOpen, ifs.Name{Prefix: "http", Host: "H", HasHost: true, Path: "F"}, ifs.KindIO, "%Error opening http://H/F (I/O error)\n"},
		{ifs.OpOpen, local, ifs.KindReadOnly, "%Error opening flash0:F (Read-only file system)\n"},
		{ifs.OpCopy, local, ifs.KindSame, "%Error copying flash0:F (Invalid argument)\n"},
		{ifs.OpOpen, local, ifs.KindIsDir, "%Error opening flash0:F (Is a directory)\n"},
		{ifs.OpCopy, local, ifs.KindAborted, ""},
		// 6.5, 14.3
		{ifs.OpWrite, ftp, ifs.KindPermission, "%Error writing ftp://H/F (Permission denied)\n"},
		{ifs.OpOpen, ftp, ifs.KindAuth, "%Error opening ftp://H/F (Incorrect Login/Password)\n"},
		{ifs.OpDelete, local, ifs.KindNotExist, "%Error deleting flash0:F (No such file or directory)\n"},
		{ifs.OpOpen, ifs.Name{Prefix: "flash0", Path: "/"}, ifs.KindNoDevice, "%Error opening flash0:/ (No such device)\n"},
		{ifs.OpCopy, nvram, ifs.KindInvalid, "%Error copying nvram:y (Invalid argument)\n"},
		{ifs.OpRead, tftp, ifs.KindLength, "%Error reading tftp://H/F (I/O error)\n"},
		// 5, 9
		{ifs.OpRmdir, local, ifs.KindNotEmpty, "%Error Removing dir flash0:F (Can't delete a directory that has files in it)\n"},
		{ifs.OpRmdir, local, ifs.KindNotExist, "%Error Removing dir flash0:F (No such file or directory)\n"},
		{ifs.OpMkdir, local, ifs.KindExist, "%Error Creating dir flash0:F (File exists)\n"},
		{ifs.OpDelete, local, ifs.KindIsDir, "%Error deleting flash0:F (Is a directory)\n"},
		{ifs.OpRename, local, ifs.KindNotExist, "%Error renaming flash0:F (No such file or directory)\n"},
		{ifs.OpChdir, local, ifs.KindNotExist, "%Error changing dir to flash0:F (No such file or directory)\n"},
	} {
		if got := ErrorText(&ifs.Error{Op: c.op, Name: c.name, Kind: c.kind}); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.op, c.kind, got, c.want)
		}
	}
}
