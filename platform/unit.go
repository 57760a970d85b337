package platform

// unitPorts is how many MAC addresses a router has.
const unitPorts = 16

// Unit is the model as router number n of a lab, from 0, up to 1,048,575: its ports have
// MAC addresses that those of no other number have.
func (m *Model) Unit(n int) *Model {
	if n == 0 {
		return m
	}
	u := *m
	at := n * unitPorts
	u.MAC[3] += byte(at >> 16)
	u.MAC[4] += byte(at >> 8)
	u.MAC[5] += byte(at)
	return &u
}
