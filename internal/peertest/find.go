package peertest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// Need skips the test unless every named program is there. With
// IOSIM_PEERS=required in the environment it ends the test as failed instead.
func Need(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := find(name); err != nil {
			absent(t, err)
		}
	}
}

// Path is the absolute file name of a peer; see Need for a missing one.
func Path(t testing.TB, name string) string {
	t.Helper()
	path, err := find(name)
	if err != nil {
		absent(t, err)
	}
	return path
}

// needServer is Need for a program that must be able to change its user.
func needServer(t testing.TB, name string) {
	t.Helper()
	Need(t, name)
	if os.Geteuid() != 0 {
		absent(t, fmt.Errorf("%s needs root to run", name))
	}
}

func absent(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("IOSIM_PEERS") == "required" {
		t.Fatalf("IOSIM_PEERS=required: %v", err)
	}
	t.Skipf("%v (.ci/peers installs the peers)", err)
}

// dir is the folder that the servers are unpacked into.
func dir() string {
	if d := os.Getenv("IOSIM_PEERS_DIR"); d != "" {
		return d
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".cache", "iosim-peers")
}

func find(name string) (string, error) {
	if runtime.GOOS != "linux" {
		return "", fmt.Errorf("peer %s: peers run on Linux only", name)
	}
	if filepath.IsAbs(name) {
		if _, err := os.Stat(name); err != nil {
			return "", fmt.Errorf("peer: %w", err)
		}
		return name, nil
	}
	// sshd and nginx insist on an absolute name, so a relative folder will not do.
	if d := dir(); filepath.IsAbs(d) {
		for _, sub := range []string{"usr/sbin", "usr/bin"} {
			path := filepath.Join(d, sub, name)
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
				return path, nil
			}
		}
	}
	path, err := exec.LookPath(name)
	if err == nil {
		path, err = filepath.Abs(path)
	}
	if err != nil {
		return "", fmt.Errorf("peer %s is neither in %s nor in PATH", name, dir())
	}
	return path, nil
}
