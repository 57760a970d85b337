package peertest

import (
	"os"
	"path/filepath"
	"testing"
)

// SCPWithPassword is the start of a command line for env, of an scp that logs in with a
// password.
func SCPWithPassword(t testing.TB, password, port string) []string {
	t.Helper()
	ask := filepath.Join(t.TempDir(), "ask")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho "+password+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return []string{"SSH_ASKPASS=" + ask, "SSH_ASKPASS_REQUIRE=force", Path(t, "scp"), "-O", "-P", port,
		"-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "PubkeyAuthentication=no", "-o", "LogLevel=ERROR"}
}
