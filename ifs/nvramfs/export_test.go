package nvramfs

import "slices"

// Private returns the content of private-config.
func (f *FS) Private() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.private)
}

// SetPrivate replaces the content of private-config.
func (f *FS) SetPrivate(content []byte) error { return f.set(PrivateConfig, content) }

// Recovered reports whether the startup-config was damaged when it was last loaded.
func (f *FS) Recovered() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.damaged
}
