// Package ifs implements the IOS file system layer: file names, the mount table,
// the interface of a file system, the streaming copy and the errors shared by all
// file systems. It does not prompt and does not know the words IOS prints.
//
//	t := ifs.NewTable()
//	t.Mount("flash0", disk)
//	t.Alias("flash", "flash0:")
//	src, _ := t.Parse("tftp://10.1.1.1/image.bin")
//	dst, _ := t.Parse("flash:image.bin")
//	n, err := ifs.Copy(ctx, t, dst, src)
package ifs
