// Package boot is the boot machine of a router: the configuration register, what
// is tried in which order, the ROM monitor. It starts no software: Run ends when
// an image is found good, and says which.
//
//	out, err := boot.Run(ctx, board, boot.PowerOn) // err: ctx ended, or the console is gone
//	fmt.Println(out.Image.Version, out.File)
//
// Plan says what is tried and is pure; Next is the table of states; Run carries
// both out on a Board. Errors are kinds: text.go alone has the words.
package boot
