package wire

import (
	"errors"
	"io"
	"os"
)

// writeFile creates a file with the content that write writes.
func writeFile(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}
