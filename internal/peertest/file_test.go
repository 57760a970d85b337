package peertest

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRandomFile(t *testing.T) {
	d := t.TempDir()
	name := func(s string) string { return filepath.Join(d, s) }
	RandomFile(t, name("a"), 100_001, 1)
	RandomFile(t, name("b"), 100_001, 1)
	RandomFile(t, name("c"), 100_001, 2)
	RandomFile(t, name("empty"), 0, 2)
	if info, err := os.Stat(name("a")); err != nil || info.Size() != 100_001 {
		t.Errorf("%v %v", info, err)
	}
	if MD5(t, name("a")) != MD5(t, name("b")) || MD5(t, name("a")) == MD5(t, name("c")) {
		t.Error("the bytes are no function of the seed")
	}
	if sum := MD5(t, name("empty")); sum != "d41d8cd98f00b204e9800998ecf8427e" {
		t.Errorf("empty: %s", sum)
	}
}
