package spec

import "strconv"

// Device is a router of the lab.
type Device struct {
	Platform    string             `yaml:"platform"`
	Count       int                `yaml:"count"`
	Running     string             `yaml:"running"` // the image in the first disk that it boots; "none"
	Files       map[string]Content `yaml:"files"`
	Startup     *Text              `yaml:"startup-config"`
	Credentials *Credentials       `yaml:"credentials"`
	// UnknownConfig is the treatment of configuration lines that the simulated IOS does
	// not know: "keep" keeps them verbatim in their place, "report" (also "") leaves
	// them out and reports them.
	UnknownConfig string `yaml:"unknown-config"`
	// RSAKey is the modulus, in bits, of the RSA key that the device comes with, so
	// that SSH answers from the start; "none" is a router without a key: it refuses SSH
	// until `crypto key generate rsa`. "" is 2048.
	RSAKey string `yaml:"rsa-key"`
	// Faults are active from the start.
	Faults Faults `yaml:"faults"`
}

// Content is the content of a file, or a folder, of a device or host: one of Text, Dir, Image and
// File is given.
type Content struct {
	Text  *string `yaml:"text"`
	Dir   string  `yaml:"dir"`
	Image string  `yaml:"image"` // a synthetic image, by its name
	Size  int64   `yaml:"size"`  // of the image in bytes; 0: its own
	Fault string  `yaml:"fault"` // of the image: compressed, uncompressed, signature, truncated, magic
	File  string  `yaml:"file"`

	Line int `yaml:"-"` // of the lab file; 0 if it is from none
}

// Text is a text, written here or in a file.
type Text struct {
	File string  `yaml:"file"`
	Text *string `yaml:"text"`
}

// Credentials make a user, the login of the vty lines and the enable secret.
type Credentials struct {
	Username  string `yaml:"username"`
	Password  string `yaml:"password"`
	Secret    string `yaml:"secret"`
	Privilege *int   `yaml:"privilege"`
}

// maxCount bounds how many devices one entry makes.
const maxCount = 10000

// defaultPlatform is the hardware of a device that names none.
const defaultPlatform = "c2901"

// PlatformName is the name of the hardware model: Platform, or the default one.
func (d Device) PlatformName() string {
	if d.Platform == "" {
		return defaultPlatform
	}
	return d.Platform
}

// defaultRSABits is the modulus of the key that a device comes with.
const defaultRSABits = 2048

// RSABits is the modulus of RSAKey in bits: 0 for none, -1 if it is not a number.
func (d Device) RSABits() int {
	switch d.RSAKey {
	case "":
		return defaultRSABits
	case "none":
		return 0
	}
	n, err := strconv.Atoi(d.RSAKey)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}
