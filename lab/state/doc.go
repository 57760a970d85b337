// Package state is what a lab keeps: the folders of its devices and hosts, in memory or
// below one folder of this machine, the media that lie beside the devices, and what a
// fresh folder holds.
//
//	s, err := state.Open(ctx, dir, lab.Path)
//	home := s.NewHome("R2")
//	flash, err := home.Folder("flash0")
//	err = s.PutImage(flash, "/c2900.bin", image)
package state
