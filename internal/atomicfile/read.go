package atomicfile

import (
	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/hostfile"
)

// maxSize bounds a file of Read, in bytes.
const maxSize = 4 << 20

// Read reads a file that Write has written. One of more than 4 MiB is an error: Write
// makes none.
func Read(fs afero.Fs, name string) ([]byte, error) {
	f, err := fs.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return hostfile.ReadAll(f, maxSize)
}
