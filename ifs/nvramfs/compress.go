package nvramfs

import (
	"bytes"
	"compress/lzw"
)

// maxPacked is the maximum length in bytes of a configuration that is compressed.
const maxPacked = 4 << 20

// SetCompression sets whether startup-configs written from now on occupy the space
// of their compressed form (service compress-config). They are stored as plain text
// in the folder in either case.
func (f *FS) SetCompression(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.compress = on
}

// Packed returns the number of bytes that the startup-config occupies and the
// length of its text. ok is false if it is not compressed.
func (f *FS) Packed() (takes, text int, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.startup == nil || !f.meta.Packed {
		return 0, 0, false
	}
	return int(f.startup.cost), len(f.startup.bytes), true
}

// packed reports whether the file called key would be compressed.
func (f *FS) packed(key string) bool { return key == StartupConfig && f.compress }

// length returns the bytes that content occupies as the file called key.
func (f *FS) length(key string, content []byte) int64 { return size(content, f.packed(key)) }

// size returns the length of a configuration, or that of its LZW form. IOS's own
// method is not public; LZW is one of its time.
func size(text []byte, packed bool) int64 {
	if !packed {
		return int64(len(text))
	}
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	_, _ = w.Write(text) // a bytes.Buffer does not fail
	_ = w.Close()
	return int64(b.Len())
}
