// Package device is a router as hardware: a platform's model with its disks,
// NVRAM, interfaces, clock and console, which runs whatever software its boot
// machine loads. It knows no command.
//
//	d, err := device.New(device.Options{Name: "R2", Model: m, Software: ios.New(), …})
//	err = d.Run(ctx) // powered on until ctx ends
package device
