package running

// Interface is a section `interface NAME`.
type Interface struct {
	Name      string // "GigabitEthernet0/0"
	VRF       string // "" in the global routing table
	Protocols InterfaceProtocols
}

// InterfaceHead decodes `interface NAME`.
func InterfaceHead(l Line) (Value, error) {
	name := l.Word(1)
	return Section(
		func() *Interface { return &Interface{Name: name, Protocols: defaultProtocols()} },
		func(c *Config, i *Interface) { c.Interfaces = append(c.Interfaces, i) }), nil
}

// VRFMember decodes `vrf forwarding NAME` and `ip vrf forwarding NAME`.
func VRFMember(l Line) (Value, error) {
	name := l.Words[len(l.Words)-1]
	return In(func(i *Interface) { i.VRF = name }), nil
}
