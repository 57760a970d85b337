package ifs_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// What a server said, and the name that it was said of, are one safe line in the text of an
// error.
func TestErrorTextIsSafe(t *testing.T) {
	err := &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Prefix: "ftp", Path: "x\u202e\r\ny"}, Kind: ifs.KindAuth,
		Err: errors.New("530 no\r\n%SYS-5-RELOAD\x1b[2J\u009b" + strings.Repeat("x", 5000))}
	if s := err.Error(); !printable.Is(s) || len(s) > printable.MaxText || !strings.Contains(s, "530 no??%SYS-5-RELOAD?[2J?") {
		t.Errorf("%q", s)
	}
}
