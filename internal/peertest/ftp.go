package peertest

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The account of every FTP server here. passwordHash is that password as
// crypt(3) with SHA-512 stores it (openssl passwd -6).
const (
	account      = "peer"
	password     = "Pw-12345"
	passwordHash = "$6$iosimpeertest$lk3smbkACnj8n97Kb314w5k4eHi80FXISdQiymQmKt8UgXkJgFWMc8Z7mDTGJhSDjs/KYTy3.hyHkENO63S010"
)

// The account's files belong to Debian's daemon, by name and as uid and gid.
// It is there everywhere and so is its home, which vsftpd enters first: the
// home of the user nobody does not exist.
const (
	owner   = "daemon"
	ownerID = 1
)

// An FTPServer answers at Addr. User is confined to Root and may read and
// write there; a wrong password is refused.
type FTPServer struct {
	Addr           netip.AddrPort
	Root           string
	User, Password string
}

// URL is that of a name below Root, with user and password.
//
// A URL that begins with another slash, URL("/x"), is an absolute name in the protocol (RFC 1738, 3.2.2).
func (s FTPServer) URL(name string) string {
	return fmt.Sprintf("ftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, name)
}

// VSFTPD starts vsftpd. More lines of its configuration may be given, such as
// "pasv_enable=NO"; a later line wins.
func VSFTPD(t testing.TB, lines ...string) FTPServer {
	t.Helper()
	s := newFTP(t, "vsftpd")
	own := t.TempDir()
	service := pamService(t, own, s.User, s.Password)
	empty := filepath.Join(own, "empty")
	if err := os.Mkdir(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	// A guest: every login becomes the system's daemon, so no account has to be made.
	conf := append([]string{
		"background=NO", "listen=YES", "listen_ipv6=NO", "listen_address=" + s.Addr.Addr().String(), fmt.Sprintf("listen_port=%d", s.Addr.Port()),
		"anonymous_enable=NO", "local_enable=YES", "write_enable=YES", "pam_service_name=" + service,
		"guest_enable=YES", "guest_username=" + owner, "virtual_use_local_privs=YES", "local_root=" + s.Root,
		"chroot_local_user=YES", "allow_writeable_chroot=YES", "secure_chroot_dir=" + empty,
		"seccomp_sandbox=NO", "isolate=NO", "isolate_network=NO", "connect_from_port_20=NO", "delay_failed_login=0",
		"pasv_min_port=33000", "pasv_max_port=60000", "local_umask=022",
		"xferlog_enable=YES", "log_ftp_protocol=YES", "vsftpd_log_file=" + filepath.Join(own, "vsftpd.protocol"), "xferlog_std_format=NO",
	}, lines...)
	Start(t, ftpAnswers(s.Addr, lines), "vsftpd", writeLines(t, filepath.Join(own, "vsftpd.conf"), conf...))
	return s
}

// ImplicitVSFTPD starts vsftpd with TLS from the first byte on.
func ImplicitVSFTPD(t testing.TB, c Certificate) FTPServer {
	t.Helper()
	return VSFTPD(t, append(c.VSFTPD(), "implicit_ssl=YES")...)
}

// ImplicitProFTPD starts proftpd likewise.
func ImplicitProFTPD(t testing.TB, c Certificate) FTPServer {
	t.Helper()
	return ProFTPD(t, append(c.ProFTPD(t), "TLSOptions UseImplicitSSL")...)
}

// ftpAnswers waits for the greeting of a server, or, where that comes under TLS, for its
// port.
func ftpAnswers(addr netip.AddrPort, lines []string) Probe {
	if slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(strings.ToLower(l), "implicit") }) {
		return open(addr)
	}
	return greeting(addr, "220")
}

// ProFTPD starts proftpd. More lines of its configuration may be given, such
// as "MaxLoginAttempts 1". After each connection it takes up to half a second
// before it accepts another.
func ProFTPD(t testing.TB, lines ...string) FTPServer {
	t.Helper()
	s := newFTP(t, "proftpd")
	own := t.TempDir()
	accounts := writeLines(t, filepath.Join(own, "passwd"),
		fmt.Sprintf("%s:%s:%d:%d::%s:/bin/sh", s.User, passwordHash, ownerID, ownerID, s.Root))
	groups := writeLines(t, filepath.Join(own, "group"), fmt.Sprintf(owner+":x:%d:", ownerID))
	conf := append([]string{
		"ServerType standalone", "DefaultServer on", "DefaultAddress " + s.Addr.Addr().String(), fmt.Sprintf("Port %d", s.Addr.Port()),
		"SocketBindTight on", "UseIPv6 off", "UseReverseDNS off", "User " + owner, "Group " + owner,
		"AuthOrder mod_auth_file.c", "AuthUserFile " + accounts, "AuthGroupFile " + groups, "RequireValidShell off", "UseFtpUsers off",
		"DefaultRoot ~", "AllowOverwrite on", "Umask 022", "PidFile " + filepath.Join(own, "pid"), "ScoreboardFile none", "DelayEngine off",
		"WtmpLog off", "TransferLog none", "SystemLog " + filepath.Join(own, "log"), "PassivePorts 33000 60000",
	}, lines...)
	Start(t, ftpAnswers(s.Addr, lines), "proftpd", "-n", "-q", "-c", writeLines(t, filepath.Join(own, "proftpd.conf"), conf...))
	return s
}

// PureFTPD starts pure-ftpd. More of its arguments may be given.
func PureFTPD(t testing.TB, args ...string) FTPServer {
	t.Helper()
	Need(t, "pure-pw")
	s := newFTP(t, "pure-ftpd")
	own := t.TempDir()
	accounts := writeLines(t, filepath.Join(own, "passwd"),
		fmt.Sprintf("%s:%s:%d:%d::%s/./::::::::::::", s.User, passwordHash, ownerID, ownerID, s.Root))
	db := filepath.Join(own, "pdb")
	Run(t, own, "pure-pw", "mkdb", db, "-f", accounts)
	args = append([]string{"-4", "-A", "-E", "-H", "-S", strings.Replace(s.Addr.String(), ":", ",", 1), "-l", "puredb:" + db,
		"-p", "33000:60000", "-P", s.Addr.Addr().String(), "-u", "1", "-U", "133:022", "-g", filepath.Join(own, "pid")}, args...)
	Start(t, greeting(s.Addr, "220"), "pure-ftpd", args...)
	return s
}

func newFTP(t testing.TB, name string) FTPServer {
	t.Helper()
	needServer(t, name)
	s := FTPServer{Addr: port(t, "tcp"), Root: folder(t, name, 0o755), User: account, Password: password}
	if err := os.Chown(s.Root, ownerID, ownerID); err != nil {
		t.Fatal(err)
	}
	return s
}

// writeLines writes a configuration file that its owner alone can read, as
// some servers ask for, and returns its name.
func writeLines(t testing.TB, path string, lines ...string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
