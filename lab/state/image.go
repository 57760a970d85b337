package state

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/lab/spec"
)

// PutImage links a synthetic image under a name.
func (s *State) PutImage(fs afero.Fs, name, image string) error {
	i, ok := images.Lookup(image)
	if !ok {
		return fmt.Errorf("there is no image %q; iosim image build makes one", image)
	}
	return seed(s.ctx, fs, name, i.Image(), i.Size, seedTime)
}

// faults are the words of a lab file for what is wrong with an image.
var faults = map[string]images.Fault{
	"": images.NoFault, "compressed": images.FaultCompressed, "uncompressed": images.FaultUncompressed,
	"signature": images.FaultSignature, "truncated": images.FaultTruncated, "magic": images.FaultMagic,
}

// buildImage links an image of a size and with a fault of the lab's choice.
func (s *State) buildImage(fs afero.Fs, name string, c spec.Content) error {
	fault, ok := faults[c.Fault]
	if !ok {
		return fmt.Errorf("there is no fault %q; there are %s", c.Fault, strings.Join(slices.Sorted(maps.Keys(faults))[1:], ", "))
	}
	i, err := s.images.Get(builtImage{c.Image, c.Fault, c.Size}, func() (images.Spec, error) {
		return images.Build(s.ctx, c.Image, c.Size, images.Options{Fault: fault})
	})
	if err != nil {
		return err
	}
	return seed(s.ctx, fs, name, i.Image(), i.Size, seedTime)
}

// builtImage is what an image is built of: its checksums cost a look at every byte.
type builtImage struct {
	name, fault string
	size        int64
}

// md5List is what a vendor publishes beside its images: the MD5 of each as it was
// made, so that a damaged copy does not match.
func md5List(names []string) []byte {
	var b bytes.Buffer
	for _, name := range names {
		if i, ok := images.Lookup(name); ok {
			fmt.Fprintf(&b, "%s  %s\n", i.PublishedMD5(), name)
		}
	}
	return b.Bytes()
}
