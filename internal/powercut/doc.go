// Package powercut replays the system calls of a program, as strace has recorded them, on a
// model of a disk, and tells what a power cut after each of them may leave: what was synced,
// and of the rest whatever a model of the loss says.
//
//	ops, err := powercut.Parse(trace, "/tmp/state")
//	disk := powercut.NewDisk()
//	for _, op := range ops {
//		disk.Do(op)
//		for name, content := range disk.Cut(powercut.AllLost) { ... }
//	}
//
// It is for tests.
package powercut
