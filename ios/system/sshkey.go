package system

import (
	"crypto"
	"strings"

	"github.com/iosim/iosim/ios/keys"
)

// SSHVersion is what SSH calls itself: "1.99", "2.0" by `ip ssh version 2`, "1.5"
// where only version 1 can be spoken; "" while it is disabled, for want of a key.
func (sys *System) SSHVersion() string {
	k, ok, err := sys.SSHKey(false)
	switch wanted := sys.Running().SSH.Version; {
	case err != nil, !ok, wanted == 2 && k.Bits < keys.MinSSHModulus:
		return ""
	case wanted == 1, k.Bits < keys.MinSSHModulus:
		return "1.5"
	case wanted == 2:
		return "2.0"
	}
	return "1.99"
}

// sshKey is the key that SSH shows: that of `ip ssh rsa keypair-name`; without, the
// one named after host and domain, or the first that can sign.
func (sys *System) sshKey(all []*keys.RSA) *keys.RSA {
	name := sys.Running().SSH.Keypair
	own, _ := sys.KeyLabel()
	var first *keys.RSA
	for _, k := range all {
		switch {
		case k.Usage == keys.Encryption:
		case name != "":
			if k.Label == name {
				return k
			}
		case k.Label == own:
			return k
		case first == nil:
			first = k
		}
	}
	return first
}

// SSHKey is the RSA key that SSH shows; ok is false while there is none. With prepare
// its private half is made, if it was never needed before.
func (sys *System) SSHKey(prepare bool) (key keys.RSA, ok bool, err error) {
	return sys.Keys().Select(sys.sshKey, prepare)
}

// SSHHostKeys are the keys of SSH beside the RSA key (see keys.Ring.Modern).
func (sys *System) SSHHostKeys() ([]crypto.Signer, error) { return sys.Keys().Modern() }

// KeyLabel is the name that keys get where none is given: host and domain name;
// problem is what IOS says where one of them is missing.
func (sys *System) KeyLabel() (label, problem string) {
	host, domain := sys.Hostname(), sys.Running().Domain
	switch {
	case strings.EqualFold(host, "Router"):
		return "", "% Please define a hostname other than Router.\n"
	case domain == "":
		return "", "% Please define a domain-name first.\n"
	}
	return host + "." + domain, ""
}
