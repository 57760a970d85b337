package host

import (
	"bytes"
	"io"
	"sync"
	"testing"
)

// A request that opens is answered before the next one is read, however the bytes arrive,
// and the end comes after the last answer.
func TestSFTPOrder(t *testing.T) {
	sent := bytes.Join([][]byte{
		sftpMessage(sftpInit, 3), sftpMessage(sftpOpening, 7, "/f", 1, 0), sftpMessage(5, 8, "1", 0, 0, 10), {0, 0, 0, 1, 99}, sftpMessage(4, 9, "1"),
	}, nil)
	client := &oneClient{Reader: io.MultiReader(bytes.NewReader(sent[:11]), bytes.NewReader(sent[11:]))}
	o := newSFTPOrder(client)
	version := sftpMessage(sftpVersion, 3)
	first := make([]byte, 9+len(sftpMessage(sftpOpening, 7, "/f", 1, 0)))
	if _, err := io.ReadFull(o, first); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var rest []byte
	over := make(chan error)
	go func() {
		b := make([]byte, 3)
		for {
			n, err := o.Read(b)
			mu.Lock()
			rest = append(rest, b[:n]...)
			mu.Unlock()
			if err != nil {
				over <- err
				return
			}
		}
	}()
	answer := func(m []byte) {
		for len(m) > 0 { // in pieces
			n := min(5, len(m))
			if _, err := o.Write(m[:n]); err != nil {
				t.Error(err)
			}
			m = m[n:]
		}
	}
	answer(version)
	mu.Lock()
	if len(rest) > 0 {
		t.Errorf("%q is read before the file is open", rest)
	}
	mu.Unlock()
	answer(sftpMessage(102, 7, "1"))
	answer(sftpMessage(103, 8, "data"))
	select {
	case err := <-over:
		t.Errorf("it ends before the last answer: %v", err)
	default:
	}
	answer(sftpMessage(101, 9, 0, "", ""))
	if err := <-over; err != io.EOF || !bytes.Equal(append(first, rest...), sent) {
		t.Errorf("%v, %q", err, rest)
	}
}

// Without answers to come, nothing waits.
func TestSFTPOrderEnds(t *testing.T) {
	for _, end := range []func(*sftpOrder){func(o *sftpOrder) { _ = o.Close() }, (*sftpOrder).stop} {
		o := newSFTPOrder(&oneClient{Reader: bytes.NewReader(append(sftpMessage(sftpOpening, 7, "/f", 1, 0), 1))})
		over := make(chan struct{})
		go func() {
			_, _ = io.Copy(io.Discard, o)
			close(over)
		}()
		end(o)
		<-over
	}
}
