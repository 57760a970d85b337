package peertest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"testing"
)

// An SSHServer answers at Addr and takes either the password or the key. The
// user is the one that runs the test, so files have absolute names: put them
// below Root.
type SSHServer struct {
	Addr           netip.AddrPort
	Root           string
	User, Password string
	Key            string // file of the private key
}

// Options are those of ssh, scp and sftp for an unknown host key and
// a login by Key.
func (s SSHServer) Options() []string {
	return []string{"-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
		"-i", s.Key, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o", fmt.Sprintf("Port=%d", s.Addr.Port())}
}

// SSHD starts OpenSSH's server with SFTP; scp -O works where scp is in PATH.
// More lines of its configuration may be given; the first of a kind counts, and these come first.
//
// Password and key are new for every server. The system's user sshd, without
// which it does not start, is made when it is absent.
func SSHD(t testing.TB, lines ...string) SSHServer {
	t.Helper()
	needServer(t, "sshd")
	Need(t, "ssh-keygen", "perl")
	ensureSSHUser(t)
	own := folder(t, "sshd", 0o755)
	s := SSHServer{Addr: port(t, "tcp"), Root: folder(t, "ssh", 0o755), User: "root", Password: rand.Text(), Key: filepath.Join(own, "user")}
	host := filepath.Join(own, "host")
	for _, key := range []string{host, s.Key} {
		Run(t, own, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key)
	}
	// sshd asks PAM in the name that it was started by.
	program := filepath.Join(own, pamService(t, own, s.User, s.Password))
	if err := os.Symlink(Path(t, "sshd"), program); err != nil {
		t.Fatal(err)
	}
	conf := append(lines, "ListenAddress "+s.Addr.String(), "HostKey "+host, "PidFile none", "AuthorizedKeysFile "+s.Key+".pub", "StrictModes no",
		"UsePAM yes", "PasswordAuthentication yes", "KbdInteractiveAuthentication no", "PermitRootLogin yes", "AllowUsers "+s.User,
		"UseDNS no", "PrintMotd no", "PrintLastLog no", "Subsystem sftp internal-sftp", "LogLevel VERBOSE")
	Start(t, greeting(s.Addr, "SSH-2.0"), program, "-D", "-e", "-f", writeLines(t, filepath.Join(own, "sshd_config"), conf...))
	return s
}

// ensureSSHUser makes the user and the folder that sshd drops its rights to, as its
// package would.
func ensureSSHUser(t testing.TB) {
	t.Helper()
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
		absent(t, fmt.Errorf("sshd: %w", err))
	}
	if _, err := user.Lookup("sshd"); err == nil {
		return
	}
	out, err := exec.CommandContext(t.Context(), "useradd", "-r", "-d", "/run/sshd", "-s", "/usr/sbin/nologin", "sshd").CombinedOutput()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 9 {
		return // a parallel test has made it meanwhile
	}
	if err != nil {
		t.Fatalf("useradd sshd: %v\n%s", err, out)
	}
}
