// Package wire makes the messages of a transfer visible. A Recorder sees what a
// device sends and receives, with lab addresses; its readers turn that into a file
// for packet analyzers, a ladder diagram, or lines of debug.
//
//	d, err := wire.OpenDir("out")
//	rec := d.Begin("R1", "tftp", "image.bin", now)
//	fs.Open(wire.With(ctx, rec), name)
//	rec.End() // out/001-tftp-image.bin.pcap, .txt, .svg
package wire
