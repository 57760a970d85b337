package cli

import (
	"bytes"
	"compress/lzw"
)

// compressedSize is how many bytes a configuration takes under `service
// compress-config`: IOS's own method is not public, LZW is of its time.
func compressedSize(text string) int {
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	_, _ = w.Write([]byte(text)) // a buffer takes all
	_ = w.Close()
	return b.Len()
}
