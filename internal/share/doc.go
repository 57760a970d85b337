// Package share is the folder that a server of a lab's host serves, whatever its
// protocol: nothing outside of it is reached, a file that comes in is seen under its
// name only when it is whole, and what may be written is bounded.
//
//	f := share.New(root, share.Always, 0)
//	u, err := f.Create("/image.bin", 0)
//	... u.Write ...
//	err = u.Commit()
package share
