package xmodem

import (
	"bytes"
	"strconv"
)

// Bytes of the protocol.
const (
	soh = 0x01 // starts a block of 128 bytes
	stx = 0x02 // starts a block of 1024 bytes
	eot = 0x04 // ends the file
	ack = 0x06
	nak = 0x15
	can = 0x18
	crc = 'C' // requests blocks with a CRC
)

// Keys that cancel a command.
const (
	ctrlC     = 0x03
	ctrlCaret = 0x1e
)

// sizes has the number of data bytes in a block by its first byte.
var sizes = map[byte]int{soh: 128, stx: 1024}

// maxBlock is the maximum length of a block in bytes: start, numbers, data and CRC.
const maxBlock = 3 + 1024 + 2

// blockLen returns the length of a block that starts with b, or 0 if none does.
func blockLen(b byte, withCRC bool) int {
	n, ok := sizes[b]
	if !ok {
		return 0
	}
	if withCRC {
		return 3 + n + 2
	}
	return 3 + n + 1
}

// parseBlock checks a block of blockLen bytes and returns its number and data,
// which is part of b.
func parseBlock(b []byte, withCRC bool) (number byte, data []byte, ok bool) {
	if len(b) == 0 || len(b) != blockLen(b[0], withCRC) || b[1]^b[2] != 0xff {
		return 0, nil, false
	}
	data = b[3 : 3+sizes[b[0]]]
	sum := b[3+len(data):]
	if withCRC {
		return b[1], data, crc16(data) == uint16(sum[0])<<8|uint16(sum[1])
	}
	return b[1], data, checksum(data) == sum[0]
}

func checksum(p []byte) (sum byte) {
	for _, b := range p {
		sum += b
	}
	return sum
}

// crcTable is the table of the polynomial x^16 + x^12 + x^5 + 1 for one byte.
var crcTable = func() (t [256]uint16) {
	for i := range t {
		v := uint16(i) << 8
		for range 8 {
			v = v<<1 ^ 0x1021&-(v>>15)
		}
		t[i] = v
	}
	return t
}()

func crc16(p []byte) (v uint16) {
	for _, b := range p {
		v = v<<8 ^ crcTable[byte(v>>8)^b]
	}
	return v
}

// header is block 0 of YMODEM: name and size of the next file.
type header struct {
	name string // "" if there is no other file
	size int64  // -1 if unknown
}

// parseHeader parses block 0: the name, a zero byte, and the size in decimal
// digits. The name is not checked, because it is not used to store the file.
func parseHeader(data []byte) (h header, ok bool) {
	name, rest, found := bytes.Cut(data, []byte{0})
	if !found {
		return header{}, false
	}
	h = header{name: string(name), size: -1}
	field, _, _ := bytes.Cut(rest, []byte{0})
	digits, _, _ := bytes.Cut(field, []byte{' '})
	if len(digits) == 0 {
		return h, true
	}
	n, err := strconv.ParseUint(string(digits), 10, 63)
	if err != nil {
		return header{}, false
	}
	h.size = int64(n)
	return h, true
}
