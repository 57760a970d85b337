// Package platform is the hardware models as data, one file a model: what the
// boot machine and the commands need to know of a router beside its state.
//
//	m, ok := platform.Lookup("c2901")
//	// ok; m.PID == "CISCO2901/K9"
package platform
