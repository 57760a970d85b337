package running

// HasVRF reports whether a VRF is defined, or an interface or a route is in it.
func (c *Config) HasVRF(name string) bool {
	for _, i := range c.Interfaces {
		if i.VRF == name {
			return true
		}
	}
	for _, r := range c.Static {
		if r.VRF == name {
			return true
		}
	}
	return false
}
