//go:build !linux

package peertest

import (
	"os"
	"os/exec"
)

// Peers run on Linux only (Need); these serve Run for other programs.

func ownGroup(*exec.Cmd)    {}
func tieToParent(*exec.Cmd) {}

func signalGroup(pid int, hard bool) {
	if p, err := os.FindProcess(pid); err == nil && hard {
		_ = p.Kill()
	}
}

type kin struct{}

func descendants(int) []kin { return nil }
func kill([]kin)            {}
