package lab_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/host"
)

// This file is the matrix of who has exchanged files with whom over FTP, FTPS, HTTP,
// HTTPS, SCP and SFTP: every row of the two tables gets and puts small files and, where
// the peers must be there, one of 100 MB, and compares their sums. TFTP's is
// TestPeersCopy and those of ifs/tftpfs.

// matrixSizes are in bytes.
func matrixSizes() []int64 {
	if os.Getenv("IOSIM_PEERS") == "required" {
		return []int64{0, 1, 3<<20 + 1, 100 << 20}
	}
	return []int64{0, 1, 3<<20 + 1}
}

// far is a server of another project, as the matrix needs it.
type far struct {
	addr           netip.AddrPort
	root           string // its files
	top            string // what a path begins with: root, where the server is not confined to it
	user, password string
	trust          string // the file of its certificate
}

func farFTP(s peertest.FTPServer, c peertest.Certificate) far {
	return far{s.Addr, s.Root, "", s.User, s.Password, c.Cert}
}

func farSSH(s peertest.SSHServer) far {
	return far{s.Addr, s.Root, s.Root + "/", s.User, s.Password, ""}
}

// The router as the client: scheme, the key of `at`, the server, and lines of the
// router's configuration.
var asClient = []struct {
	scheme, at, server string
	start              func(t *testing.T) far
	config             string
}{
	{"ftp", "ftp", "vsftpd, passive", plainVSFTPD, ""},
	{"ftp", "ftp", "vsftpd, active", plainVSFTPD, "no ip ftp passive\n"},
	{"ftp", "ftp", "proftpd, passive", plainProFTPD, ""},
	{"ftp", "ftp", "proftpd, active", plainProFTPD, "no ip ftp passive\n"},
	{"ftp", "ftp", "pure-ftpd, passive", plainPureFTPD, ""},
	{"ftp", "ftp", "pure-ftpd, active", plainPureFTPD, "no ip ftp passive\n"},
	{"ftps", "ftp", "vsftpd, explicit, session reused, passive", explicitVSFTPD, ""},
	{"ftps", "ftp", "vsftpd, explicit, session reused, active", explicitVSFTPD, "no ip ftp passive\n"},
	{"ftps", "ftps", "vsftpd, implicit, session reused, passive", implicitVSFTPD, ""},
	{"ftps", "ftps", "vsftpd, implicit, session reused, active", implicitVSFTPD, "no ip ftp passive\n"},
	{"ftps", "ftp", "proftpd, explicit, session reused, passive", explicitProFTPD, ""},
	{"ftps", "ftp", "proftpd, explicit, session reused, active", explicitProFTPD, "no ip ftp passive\n"},
	{"ftps", "ftps", "proftpd, implicit, session reused, passive", implicitProFTPD, ""},
	{"ftps", "ftps", "proftpd, implicit, session reused, active", implicitProFTPD, "no ip ftp passive\n"},
	{"ftps", "ftp", "pure-ftpd, explicit, passive", explicitPureFTPD, ""},
	{"ftps", "ftp", "pure-ftpd, explicit, active", explicitPureFTPD, "no ip ftp passive\n"},
	{"scp", "ssh", "openssh", sshdFar, ""},
	{"sftp", "ssh", "openssh", sshdFar, ""},
	{"http", "http", "nginx", func(t *testing.T) far { return nginx(t, false) }, ""},
	{"https", "https", "nginx", func(t *testing.T) far { return nginx(t, true) }, ""},
}

func plainVSFTPD(t *testing.T) far   { return farFTP(peertest.VSFTPD(t), peertest.Certificate{}) }
func plainProFTPD(t *testing.T) far  { return farFTP(peertest.ProFTPD(t), peertest.Certificate{}) }
func plainPureFTPD(t *testing.T) far { return farFTP(peertest.PureFTPD(t), peertest.Certificate{}) }
func sshdFar(t *testing.T) far       { return farSSH(peertest.SSHD(t)) }

func explicitVSFTPD(t *testing.T) far {
	c := peertest.NewCertificate(t)
	return farFTP(peertest.VSFTPD(t, c.VSFTPD()...), c)
}

func implicitVSFTPD(t *testing.T) far {
	c := peertest.NewCertificate(t)
	return farFTP(peertest.ImplicitVSFTPD(t, c), c)
}

func explicitProFTPD(t *testing.T) far {
	c := peertest.NewCertificate(t)
	return farFTP(peertest.ProFTPD(t, c.ProFTPD(t)...), c)
}

func implicitProFTPD(t *testing.T) far {
	c := peertest.NewCertificate(t)
	return farFTP(peertest.ImplicitProFTPD(t, c), c)
}

func explicitPureFTPD(t *testing.T) far {
	c := peertest.NewCertificate(t)
	return farFTP(peertest.PureFTPD(t, c.PureFTPD()...), c)
}

func nginx(t *testing.T, secure bool) far {
	s := peertest.Nginx(t)
	f := far{s.Addr, s.Root, "", s.User, s.Password, s.Certificate.Cert}
	if secure {
		f.addr = s.TLSAddr
	}
	return f
}

// TestMatrixAsClient copies between flash0: and the servers: the whole product.
func TestMatrixAsClient(t *testing.T) {
	t.Parallel()
	for _, row := range asClient {
		t.Run(strings.ReplaceAll(row.scheme+" "+row.server, ",", ""), func(t *testing.T) {
			s := row.start(t)
			text := `name: matrix
devices:
  R2:
    platform: c2901
    files: { "flash0:` + bootImage + `": { image: ` + bootImage + `, size: 200000 } }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
` + indent(row.config, "        ") + `        interface GigabitEthernet0/0
         ip address 10.9.9.2 255.255.255.0
        end
hosts: { real: { address: 10.9.9.9, at: { ` + row.at + `: "` + s.addr.String() + `" } } }
`
			if s.trust != "" {
				text += "trust: " + s.trust + "\n"
			}
			port := ""
			if row.scheme == "ftps" && row.at == "ftp" {
				port = ":21" // where AUTH TLS asks for it
			}
			url := func(name string) string {
				return fmt.Sprintf("%s://%s:%s@10.9.9.9%s/%s%s", row.scheme, s.user, s.password, port, s.top, name)
			}
			p := peerLab{file: filepath.Join(t.TempDir(), "lab.yaml"), state: filepath.Join(t.TempDir(), "state")}
			if err := os.WriteFile(p.file, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			var lines []string
			for i, size := range matrixSizes() {
				f := fmt.Sprint("f", size)
				peertest.RandomFile(t, filepath.Join(s.root, f), size, uint64(i+1))
				lines = append(lines, "copy "+url(f)+" flash0:"+f, "copy flash0:"+f+" "+url("up-"+f))
			}
			screen := p.play(t, lines...)
			if n := strings.Count(screen, " bytes copied in "); n != len(lines) || strings.Contains(screen, "%") {
				t.Errorf("%d of %d copies:\n%s", n, len(lines), screen)
			}
			flash := peertest.Contents(t, p.flash())
			for _, size := range matrixSizes() {
				f := fmt.Sprint("f", size)
				sum := peertest.MD5(t, filepath.Join(s.root, f))
				if flash[f] != sum {
					t.Errorf("got %d bytes: md5 %s, want %s", size, flash[f], sum)
				}
				peertest.Arrives(t, filepath.Join(s.root, "up-"+f), sum)
			}
		})
	}
}

// A cell is how a client of another project gets and puts one file.
type cell struct {
	server, client string
	get, put       func(m *matrixHost, name, local string) []string
}

const lftpQuiet = "set net:max-retries 1; set net:timeout 10; set xfer:clobber yes; set ssl:verify-certificate no; "

// curlCell is curl with a scheme and more of its arguments.
func curlCell(server, mode, scheme string, args ...string) cell {
	curl := func(more ...string) []string {
		return append(append([]string{"curl", "-sS", "-f", "-k", "-u", "u:p"}, args...), more...)
	}
	return cell{server, "curl" + mode,
		func(m *matrixHost, name, local string) []string { return curl("-o", local, m.url(scheme, name)) },
		func(m *matrixHost, name, local string) []string { return curl("-T", local, m.url(scheme, name)) }}
}

func lftpCell(server, mode, scheme, set string) cell {
	lftp := func(m *matrixHost, do string) []string {
		return []string{"lftp", "-c", lftpQuiet + set + "open -u u,p " + m.url(scheme, "") + "; " + do}
	}
	return cell{server, "lftp" + mode,
		func(m *matrixHost, name, local string) []string { return lftp(m, "get "+name+" -o "+local) },
		func(m *matrixHost, name, local string) []string { return lftp(m, "put "+local+" -o "+name) }}
}

// wgetCell only gets.
func wgetCell(server, mode, scheme string, args ...string) cell {
	return cell{server, "wget" + mode, func(m *matrixHost, name, local string) []string {
		return append(append([]string{"wget", "-q", "--no-check-certificate", "--user=u", "--password=p"}, args...), "-O", local, m.url(scheme, name))
	}, nil}
}

func scpCell(server, mode string, args ...string) cell {
	return cell{server, "OpenSSH scp" + mode,
		func(m *matrixHost, name, local string) []string {
			return m.ssh("scp", append(args, "u@127.0.0.1:"+name, local)...)
		},
		func(m *matrixHost, name, local string) []string {
			return m.ssh("scp", append(args, local, "u@127.0.0.1:"+name)...)
		}}
}

const lftpOverSSH = `set sftp:connect-program "ssh -a -x -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"; `

// A lab host as the server.
var asServer = []cell{
	curlCell("ftp", ", EPSV", "ftp"),
	curlCell("ftp", ", PASV", "ftp", "--disable-epsv"),
	curlCell("ftp", ", EPRT", "ftp", "-P", "127.0.0.1"),
	curlCell("ftp", ", PORT", "ftp", "--disable-eprt", "-P", "127.0.0.1"),
	lftpCell("ftp", ", passive", "ftp", "set ftp:ssl-allow no; "),
	lftpCell("ftp", ", active", "ftp", "set ftp:ssl-allow no; set ftp:passive-mode no; "),
	wgetCell("ftp", ", passive", "ftp"),
	wgetCell("ftp", ", active", "ftp", "--no-passive-ftp"),
	curlCell("ftps explicit", ", passive", "ftp", "--ssl-reqd"),
	lftpCell("ftps explicit", ", passive", "ftp", "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; "),
	lftpCell("ftps explicit", ", active", "ftp", "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; set ftp:passive-mode no; "),
	wgetCell("ftps explicit", "", explicitFTPS),
	curlCell("ftps implicit", ", passive", "ftps"),
	lftpCell("ftps implicit", ", passive", "ftps", "set ftp:ssl-protect-data yes; "),
	lftpCell("ftps implicit", ", active", "ftps", "set ftp:ssl-protect-data yes; set ftp:passive-mode no; "),
	wgetCell("ftps implicit", "", "ftps", "--ftps-implicit"),
	curlCell("http", "", "http"),
	wgetCell("http", "", "http"),
	curlCell("https", "", "https"),
	wgetCell("https", "", "https"),
	scpCell("scp", " -O", "-O"),
	scpCell("sftp", "", "-s"),
	{"sftp", "OpenSSH sftp",
		func(m *matrixHost, name, local string) []string { return m.ssh("sftp", "u@127.0.0.1:"+name, local) },
		func(m *matrixHost, name, local string) []string {
			return m.ssh("sftp", "-b", m.batch("put "+local+" "+name), "u@127.0.0.1")
		}},
	curlCell("sftp", "", "sftp"),
	lftpCell("sftp", "", "sftp", lftpOverSSH),
}

// matrixHost is the host of a test.
type matrixHost struct {
	t   *testing.T
	h   *host.Host
	dir string
}

// explicitFTPS is an ftps: name at the port where AUTH TLS asks for it, as wget takes it.
const explicitFTPS = "ftps at 21"

func (m *matrixHost) url(scheme, name string) string {
	if scheme == explicitFTPS {
		return fmt.Sprintf("ftps://%s/%s", m.h.FTP, name)
	}
	at := map[string]netip.AddrPort{"ftp": m.h.FTP, "ftps": m.h.FTPS, "http": m.h.HTTP, "https": m.h.HTTPS, "sftp": m.h.SSH}[scheme]
	return fmt.Sprintf("%s://%s/%s", scheme, at, name)
}

// ssh is a command line of OpenSSH's that logs in with the password.
func (m *matrixHost) ssh(program string, args ...string) []string {
	start := peertest.SCPWithPassword(m.t, "p", fmt.Sprint(m.h.SSH.Port()))
	var out []string
	for _, a := range start {
		switch {
		case a == "-O":
		case strings.HasSuffix(a, "/scp"):
			out = append(out, program)
		default:
			out = append(out, a)
		}
	}
	if program == "sftp" { // -b forbids the question for a password
		out = append(out, "-o", "BatchMode=no")
	}
	return append(append([]string{"/usr/bin/env"}, out...), args...)
}

func (m *matrixHost) batch(text string) string {
	m.t.Helper()
	f, err := os.CreateTemp(m.t.TempDir(), "batch")
	if err == nil {
		_, err = f.WriteString(text + "\n")
		f.Close()
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return f.Name()
}

// TestMatrixAsServer has the clients get from and put to a lab host that serves a
// folder of this machine.
func TestMatrixAsServer(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "curl", "lftp", "wget", "scp", "sftp", "/usr/bin/env")
	dir := t.TempDir()
	root := filepath.Join(dir, "srv")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	l := openLab(t, dir, `name: matrix
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    ftp: { tls: true, users: { u: p }, root: { dir: srv } }
    http: { write: true, users: { u: p }, root: { dir: srv } }
    scp: { write: true, users: { u: p }, root: { dir: srv } }
    sftp: { write: true, users: { u: p }, root: { dir: srv } }
`, lab.Options{})
	m := &matrixHost{t, l.Hosts()[0], dir}
	for i, size := range matrixSizes() {
		peertest.RandomFile(t, filepath.Join(root, fmt.Sprint("f", size)), size, uint64(i+1))
	}
	for _, c := range asServer {
		t.Run(strings.ReplaceAll(c.server+" "+c.client, ",", ""), func(t *testing.T) {
			for _, size := range matrixSizes() {
				f := fmt.Sprint("f", size)
				want := peertest.MD5(t, filepath.Join(root, f))
				local := filepath.Join(dir, "got")
				cmd := c.get(m, f, local)
				peertest.Run(t, dir, cmd[0], cmd[1:]...)
				if got := peertest.MD5(t, local); got != want {
					t.Errorf("got %d bytes: md5 %s, want %s", size, got, want)
				}
				if c.put == nil {
					continue
				}
				cmd = c.put(m, "up", local)
				peertest.Run(t, dir, cmd[0], cmd[1:]...)
				if got := peertest.MD5(t, filepath.Join(root, "up")); got != want {
					t.Errorf("put %d bytes: md5 %s, want %s", size, got, want)
				}
				for _, name := range []string{local, filepath.Join(root, "up")} {
					if err := os.Remove(name); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for name := range peertest.Contents(t, root) {
		if !strings.HasPrefix(name, "f") && name != "." {
			t.Errorf("%s is left", name)
		}
	}
}
