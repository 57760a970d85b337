package ifs

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"
)

func TestChecksum16(t *testing.T) {
	for text, want := range map[string]uint16{
		"": 0, "\x12": 0x1200, "\x12\x34": 0x1234, "\x12\x34\x56": 0x6834,
		"\xff\xff\x00\x01": 1, "\xff\xff": 0xffff,
	} {
		for _, r := range []int{0, 1} {
			src := strings.NewReader(text)
			got, err := Checksum16(src)
			if r == 1 {
				got, err = Checksum16(iotest.OneByteReader(strings.NewReader(text)))
			}
			if got != want || err != nil {
				t.Errorf("%q: %#x, %v; want %#x", text, got, err, want)
			}
		}
	}
	broken := errors.New("broken")
	if _, err := Checksum16(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Error(err)
	}
}
