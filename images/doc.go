// Package images is the container of IOS images: it makes synthetic ones, tells
// what an image file is and verifies one.
//
//	spec, _ := images.Lookup("c2900-universalk9-mz.SPA.155-2.T1.bin")
//	img := spec.Image() // an io.ReaderAt; its bytes are computed, not stored
//	rep, err := images.Verify(ctx, img.Reader(), img.Size(), nil)
//	// err == nil, rep.Info.Version == "15.5(2)T1"
//
// A synthetic image follows the publicly documented structure (ios-boot.md 9.2,
// 9.3): ELF32 big-endian with one program header, a self-decompressor section, a
// PKZIP behind FE ED FA CE, an MD5 behind FA DE FA D1, CW_ tags. What is not
// documented is iosim's own: the e_machine numbers and the signature, which is a
// SHA-512 that anybody can compute and a text that says so. Its code and its
// packed file are pseudo-random bytes: there is no software in it.
package images
