// Package ifs is the IOS file system: names, the mount table, the contract of
// a file system, the streaming copy and the errors that all of them share. It
// knows nothing of prompts or of the words IOS prints.
//
//	t := ifs.NewTable()
//	t.Mount("flash0", disk)
//	t.Alias("flash", "flash0:")
//	src, _ := t.Parse("tftp://10.1.1.1/image.bin")
//	dst, _ := t.Parse("flash:image.bin")
//	n, err := ifs.Copy(ctx, t, dst, src)
package ifs
