package peertest

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An HTTPServer answers at Addr, and with TLS at TLSAddr. It gives and takes
// (PUT) files below Root to the User with the Password alone.
type HTTPServer struct {
	Addr, TLSAddr  netip.AddrPort
	Root           string
	User, Password string
	Certificate    Certificate
}

// Nginx starts nginx. Files of more than 200 MB it does not take.
func Nginx(t testing.TB) HTTPServer {
	t.Helper()
	needServer(t, "nginx")
	s := HTTPServer{Addr: port(t, "tcp"), TLSAddr: port(t, "tcp"), Root: folder(t, "nginx", 0o755), User: account, Password: password,
		Certificate: NewCertificate(t)}
	own := folder(t, "nginx-own", 0o755)
	accounts := writeLines(t, filepath.Join(own, "htpasswd"), s.User+":"+passwordHash)
	for _, f := range []string{s.Root, own, accounts} {
		if err := os.Chown(f, ownerID, ownerID); err != nil {
			t.Fatal(err)
		}
	}
	var paths strings.Builder
	for _, p := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
		fmt.Fprintf(&paths, "%s_temp_path %s; ", p, filepath.Join(own, p))
	}
	log := filepath.Join(own, "error.log")
	conf := writeLines(t, filepath.Join(own, "nginx.conf"),
		"daemon off; worker_processes 1;", "user "+owner+" "+owner+";", "pid "+filepath.Join(own, "pid")+";", "error_log stderr info;",
		"events { worker_connections 64; }",
		"http { access_log off; default_type application/octet-stream; client_max_body_size 200m;", paths.String(),
		fmt.Sprintf("server { listen %v; listen %v ssl; root %s;", s.Addr, s.TLSAddr, s.Root),
		"ssl_certificate "+s.Certificate.Cert+"; ssl_certificate_key "+s.Certificate.Key+";",
		`location / { auth_basic "iosim"; auth_basic_user_file `+accounts+`; dav_methods PUT DELETE; create_full_put_path on; autoindex on; } } }`)
	Start(t, request(s.Addr, "GET / HTTP/1.0\r\n\r\n", "HTTP/1.1 401"), "nginx", "-e", log, "-c", conf)
	return s
}
