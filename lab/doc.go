// Package lab is a small world: devices, hosts with real servers on loopback sockets, the
// network between them, and the clock. Below it, lab/spec reads the lab file, lab/network
// leads from the lab's addresses to sockets, lab/host serves the hosts' files, lab/listen
// has the ports of the devices, lab/state keeps what they hold; this package puts them
// together.
//
//	s, err := spec.ReadFile("upgrade.yaml")
//	w, err := lab.Open(ctx, s, lab.Options{Console: consoles, Clock: lab.NewClock(time.Now(), 1)})
//	defer w.Close()
//	err = w.Run(ctx, w.Devices()[0])
package lab
