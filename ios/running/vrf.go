package running

import "slices"

// VRF is an instance of routing of its own: `vrf definition NAME` or `ip vrf NAME`.
type VRF struct {
	Name string
	RD   string // its route distinguisher, "65001:1"; "" without one
}

// VRFHead decodes `vrf definition NAME` and `ip vrf NAME`.
func VRFHead(l Line) (Value, error) {
	name := l.Word(2)
	return Section(
		func() *VRF { return &VRF{Name: name} },
		func(c *Config, v *VRF) { c.VRFs = append(c.VRFs, v) }), nil
}

// VRFDistinguisher decodes `rd ASN:nn`.
func VRFDistinguisher(l Line) (Value, error) {
	rd := l.Word(1)
	return In(func(v *VRF) { v.RD = rd }), nil
}

// HasVRF reports whether a VRF is defined.
func (c *Config) HasVRF(name string) bool {
	return slices.ContainsFunc(c.VRFs, func(v *VRF) bool { return v.Name == name })
}
