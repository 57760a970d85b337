package spec

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// ReadFile reads a lab file. Errors name the file and the line.
func ReadFile(path string) (*Lab, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return Read(f, path)
}

// maxSpec bounds a lab file, in bytes.
const maxSpec = 4 << 20

// Read reads a lab file from r; name is what errors call it.
func Read(r io.Reader, name string) (*Lab, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxSpec+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(b) > maxSpec {
		return nil, fmt.Errorf("%s: a lab file has at most %d bytes", name, maxSpec)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(b, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := checkKeys(&root, labType); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	if err := checkNames(&root); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	s := &Lab{Dir: filepath.Dir(name)}
	if err := root.Decode(s); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := s.checkSizes(); err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return s, nil
}
