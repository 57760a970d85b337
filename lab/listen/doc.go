// Package listen is the real sockets at which the devices of a lab answer: SSH, Telnet,
// console and TFTP. SSH and Telnet are open while a device's software runs, and refused
// otherwise; the console always answers. A port without clients costs no goroutine.
//
//	err := listen.Serve(ctx, nodes, listen.Options{Port: 2200}, new(listen.Connections), ready)
package listen
