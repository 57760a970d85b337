// Package lab is a small world: devices, hosts with real servers on loopback
// sockets, the map from the lab's addresses to them, the wires between, and the
// clock.
//
//	spec, err := lab.ReadFile("upgrade.yaml")
//	w, err := lab.Open(ctx, spec, lab.Options{Console: conn, Clock: clock.Real(time.Now(), 1)})
//	defer w.Close()
//	err = w.Devices()[0].Run(ctx)
package lab
