package tftp

import (
	"fmt"
	"strconv"
	"strings"
)

// Names of options.
const (
	BlkSize    = "blksize"    // RFC 2348: bytes of a block, 8 to 65464
	Timeout    = "timeout"    // RFC 2349: seconds, 1 to 255
	TSize      = "tsize"      // RFC 2349: bytes of the file
	WindowSize = "windowsize" // RFC 7440: blocks between two ACKs, 1 to 65535
)

// MaxWindowSize is the largest window in blocks (RFC 7440).
const MaxWindowSize = 65535

// Option is one option of a request or OACK (RFC 2347).
type Option struct {
	Name  string // case-insensitive
	Value string // a decimal number in every option of the RFCs
}

// Is reports whether the option has the given name.
func (o Option) Is(name string) bool { return strings.EqualFold(o.Name, name) }

// Number returns the value as a number from lo to hi. Only decimal digits are
// accepted: no sign, no blank, and no more digits than fit an int64.
func (o Option) Number(lo, hi int64) (int64, error) {
	n, err := strconv.ParseUint(o.Value, 10, 63)
	if err != nil || int64(n) < lo || int64(n) > hi {
		return 0, fmt.Errorf("option %.32q has the value %.32q, not a number from %d to %d", o.Name, o.Value, lo, hi)
	}
	return int64(n), nil
}

// Number returns the option with the given name and number.
func Number(name string, value int64) Option {
	return Option{Name: name, Value: strconv.FormatInt(value, 10)}
}

func parseOptions(b []byte) ([]Option, error) {
	var out []Option
	for len(b) > 0 {
		var o Option
		var ok bool
		if o.Name, b, ok = cutString(b); !ok || o.Name == "" {
			return nil, fmt.Errorf("%w: option without a name", ErrMalformed)
		}
		if o.Value, b, ok = cutString(b); !ok {
			return nil, fmt.Errorf("%w: option %.32q without a value", ErrMalformed, o.Name)
		}
		out = append(out, o)
	}
	return out, nil
}

func appendOptions(b []byte, options []Option) []byte {
	for _, o := range options {
		b = append(append(b, o.Name...), 0)
		b = append(append(b, o.Value...), 0)
	}
	return b
}
