package peertest

import (
	"crypto/md5"
	"encoding/hex"
	"io"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// RandomFile writes size bytes (mode 0644) that are a function of seed.
func RandomFile(t testing.TB, path string, size int64, seed uint64) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	var key [32]byte
	for i := range 8 {
		key[i] = byte(seed >> (8 * i))
	}
	_, err = io.CopyN(f, rand.NewChaCha8(key), size)
	if err == nil {
		err = f.Chmod(0o644) // past the umask: servers read it as another user
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		t.Fatal(err)
	}
}

// MD5 is the sum of a file in lower-case hexadecimal digits, as md5sum prints it.
func MD5(t testing.TB, path string) string {
	t.Helper()
	sum, err := md5Of(path)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

func md5Of(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := md5.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// arrivalLimit bounds the wait of Arrives.
const arrivalLimit = 10 * time.Second

// Arrives waits until the file that a server was sent has the sum that MD5 gives,
// and fails the test if it does not come to that. A server may have
// acknowledged all before it has written all: atftpd does.
func Arrives(t testing.TB, path, sum string) {
	t.Helper()
	for end := time.Now().Add(arrivalLimit); ; time.Sleep(5 * time.Millisecond) {
		got, err := md5Of(path)
		if err == nil && got == sum {
			return
		}
		if time.Now().After(end) {
			t.Errorf("%s: md5 %q, want %s (%v)", path, got, sum, err)
			return
		}
	}
}
