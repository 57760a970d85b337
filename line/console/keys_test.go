package console

import (
	"io"
	"testing"
)

// A reader that cannot be interrupted loses nothing, and Close ends the waiting.
func TestBlocking(t *testing.T) {
	r, w := io.Pipe()
	b := newBlocking(r)
	go func() { _, _ = io.WriteString(w, "keys") }()
	var got []byte
	for len(got) < 4 {
		var p [3]byte
		n, err := b.Read(p[:])
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, p[:n]...)
	}
	if string(got) != "keys" {
		t.Errorf("%q", got)
	}
	errs := make(chan error)
	go func() {
		_, err := b.Read(make([]byte, 1))
		errs <- err
	}()
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if err := <-errs; err != io.EOF {
		t.Errorf("%v", err)
	}
	_ = w.Close() // ends the goroutine, as the next key does
}

func TestBlockingEnd(t *testing.T) {
	r, w := io.Pipe()
	b := newBlocking(r)
	_ = w.CloseWithError(io.ErrUnexpectedEOF)
	for range 2 {
		if _, err := b.Read(make([]byte, 1)); err != io.ErrUnexpectedEOF {
			t.Errorf("%v", err)
		}
	}
}
