package nvramfs

import (
	"bytes"
	"compress/lzw"
)

// maxPacked bounds in bytes a configuration that is to be compressed.
const maxPacked = 4 << 20

// SetCompression says whether startup-configs that are written from now on take the
// room of their compressed form (service compress-config). In the folder they stay
// the text that they are.
func (f *FS) SetCompression(on bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.packs = on
}

// Packed is how many bytes the startup-config takes and how many its text has, if
// it is compressed.
func (f *FS) Packed() (takes, text int, ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.startup == nil || !f.meta.Packed {
		return 0, 0, false
	}
	return int(f.startup.cost), len(f.startup.bytes), true
}

// packed reports whether the file key would be compressed.
func (f *FS) packed(key string) bool { return key == StartupConfig && f.packs }

// length is how long content is as the file key, for the room that there is.
func (f *FS) length(key string, content []byte) int64 { return size(content, f.packed(key)) }

// size is the room of a configuration: its own, or that of its LZW form (IOS's own
// method is not public; LZW is of its time).
func size(text []byte, packed bool) int64 {
	if !packed {
		return int64(len(text))
	}
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	_, _ = w.Write(text) // a buffer takes all
	_ = w.Close()
	return int64(b.Len())
}
