// Package network is the network of a lab: the map from the lab's addresses to real
// sockets, and what the way between two nodes does to what passes it: the rate, delay and
// faults of links, address translators, firewalls. Every node has an Uplink, its ifs.Net.
//
//	n := network.New(lab, network.Options{Clock: clk, DeviceAt: find})
//	n.Addresses.AddHost(addr, "srv")
//	conn, err := n.Uplink("R2", clk, nil).DialContext(ctx, "10.1.1.1:21")
package network
