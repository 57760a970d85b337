package peertest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// LabAddress is where tests put a real server in the addresses of a lab.
var LabAddress = net.IPv4(10, 9, 9, 9)

// A Certificate names the PEM files of a certificate for localhost,
// 127.0.0.1 and LabAddress that signs itself. It is good for the time of the test.
type Certificate struct {
	Cert string // what a client trusts
	Key  string
	Both string // key and certificate in one file, as some servers want them
}

// NewCertificate makes one with a fresh key.
func NewCertificate(t testing.TB) Certificate {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(err)
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixNano()), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true, IsCA: true,
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), LabAddress},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	must(err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	must(err)
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
	d := t.TempDir()
	c := Certificate{Cert: filepath.Join(d, "cert.pem"), Key: filepath.Join(d, "key.pem"), Both: filepath.Join(d, "both.pem")}
	must(os.WriteFile(c.Cert, certPEM, 0o644))
	must(os.WriteFile(c.Key, keyPEM, 0o600))
	must(os.WriteFile(c.Both, bytes.Join([][]byte{keyPEM, certPEM}, nil), 0o600))
	return c
}

// VSFTPD gives the lines with which VSFTPD requires TLS on both connections
// after AUTH TLS (RFC 4217), and that the data connection resumes the session
// of the control connection.
func (c Certificate) VSFTPD() []string {
	return []string{"ssl_enable=YES", "rsa_cert_file=" + c.Both, "force_local_logins_ssl=YES", "force_local_data_ssl=YES",
		"require_ssl_reuse=YES", "ssl_ciphers=HIGH"}
}

// ProFTPD gives the lines that do so for ProFTPD.
func (c Certificate) ProFTPD(t testing.TB) []string {
	t.Helper()
	modules := filepath.Join(filepath.Dir(filepath.Dir(filepath.Dir(Path(t, "proftpd")))), "usr", "lib", "proftpd")
	return []string{"ModulePath " + modules, "LoadModule mod_tls.c", "TLSEngine on", "TLSProtocol TLSv1.2 TLSv1.3",
		"TLSECCertificateFile " + c.Cert, "TLSECCertificateKeyFile " + c.Key, "TLSRequired on"}
}

// PureFTPD gives the arguments that do so for PureFTPD, which leaves the resuming free.
func (c Certificate) PureFTPD() []string { return []string{"-Y", "3", "-2", c.Both} }
