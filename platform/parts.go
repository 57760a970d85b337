package platform

import "github.com/iosim/iosim/internal/ifname"

// onboard is Smart Init's table of a router with one card in HWIC slot 0
// (ios-boot.md 2.1).
func onboard(hwic, pools uint32) []MemoryRequest {
	return []MemoryRequest{
		{[]string{"HWIC Slot 0"}, hwic},
		{[]string{"Onboard devices &", "buffer pools"}, pools},
	}
}

// ports are ports of an Ethernet type, by their numbers.
func ports(kind string, numbers ...string) []Interface {
	t, _ := ifname.Find(kind)
	out := make([]Interface, len(numbers))
	for i, n := range numbers {
		out[i] = Interface{Name: t.Name + n, Short: t.Loader + n, Type: t.Counted}
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
