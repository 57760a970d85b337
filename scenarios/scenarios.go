// Package scenarios is the labs that come with the program, one file each.
//
//	spec, err := scenarios.Lookup("default")
package scenarios

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/iosim/iosim/lab/spec"
)

//go:embed *.yaml
var files embed.FS

// Default is the name of the lab that runs when none is named.
const Default = "default"

// Lookup reads the embedded lab of that name.
func Lookup(name string) (*spec.Lab, error) {
	f, err := files.Open(name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("there is no lab %q; there are %s", name, strings.Join(Names(), ", "))
	}
	defer f.Close()
	return spec.Read(f, name+".yaml")
}

// Names are the embedded labs, in alphabetical order.
func Names() []string {
	paths, _ := fs.Glob(files, "*.yaml")
	for i, p := range paths {
		paths[i] = strings.TrimSuffix(path.Base(p), ".yaml")
	}
	return paths
}
