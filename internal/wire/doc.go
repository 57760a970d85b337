// Package wire makes the messages of a transfer visible. A Recorder sees what a
// device sends and receives, in the addresses of its world; its readers make a
// file for packet analysers of it, a ladder diagram, or lines of debug.
//
//	d, err := wire.OpenDir("out")
//	rec := d.Begin("tftp", "image.bin", now)
//	fs.Open(wire.With(ctx, rec), name)
//	rec.End() // out/001-tftp-image.bin.pcap, .txt, .svg
package wire
