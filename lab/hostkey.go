package lab

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/afero"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line/ssh"
)

// hostKeys are the SSH keys of a device: made once and kept beside its state.
func hostKeys(home afero.Fs) ([]gossh.Signer, error) {
	var out []gossh.Signer
	for _, t := range []ssh.KeyType{ssh.Ed25519, ssh.RSA} {
		name := "ssh_host_" + string(t) + "_key"
		b, err := afero.ReadFile(home, name)
		if errors.Is(err, fs.ErrNotExist) {
			if b, err = ssh.NewKey(t); err == nil {
				err = device.WriteFile(home, name, b)
			}
		}
		if err != nil {
			return nil, err
		}
		k, err := ssh.ParseKey(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, k)
	}
	return out, nil
}
