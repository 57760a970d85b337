package platform

import "fmt"

// onboard is Smart Init's table of a router with one card in HWIC slot 0
// (ios-boot.md 2.1).
func onboard(hwic, pools uint32) []MemoryRequest {
	return []MemoryRequest{
		{[]string{"HWIC Slot 0"}, hwic},
		{[]string{"Onboard devices &", "buffer pools"}, pools},
	}
}

// gigabit are n ports GigabitEthernet0/0 and up.
func gigabit(n int) []Interface {
	out := make([]Interface, n)
	for i := range out {
		out[i] = Interface{
			Name:  fmt.Sprintf("GigabitEthernet0/%d", i),
			Short: fmt.Sprintf("Ge0/%d", i),
			Type:  "Gigabit Ethernet",
		}
	}
	return out
}

// fastEthernet are n ports FastEthernet0/0 and up.
func fastEthernet(n int) []Interface {
	out := make([]Interface, n)
	for i := range out {
		out[i] = Interface{
			Name:  fmt.Sprintf("FastEthernet0/%d", i),
			Short: fmt.Sprintf("Fe0/%d", i),
			Type:  "FastEthernet/IEEE 802.3",
		}
	}
	return out
}

// licences are the rows of a router that came with the IP base alone.
func licences(technologies ...string) []Licence {
	out := make([]Licence, len(technologies))
	for i, t := range technologies {
		out[i] = Licence{Technology: t, Current: "None", Type: "None", Next: "None"}
	}
	out[0].Current, out[0].Type, out[0].Next = "ipbasek9", "Permanent", "ipbasek9"
	return out
}
