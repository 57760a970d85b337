// Package peertest runs the real servers and clients of Debian as peers in
// tests: an independent judge of what this project puts on the wire.
//
//	func TestGetFromTFTPD(t *testing.T) {
//		server := peertest.TFTPDHPA(t)
//		peertest.RandomFile(t, filepath.Join(server.Root, "image"), 5<<20+1, 1)
//		... fetch "image" from server.Addr and compare peertest.MD5 ...
//	}
//
// Servers stand on loopback addresses and free ports, run in the foreground
// in a process group of their own and end with the test. A starter returns
// when its server has answered once; a server that dies before that fails the
// test with its output.
//
// Peers are looked for in $IOSIM_PEERS_DIR (default ~/.cache/iosim-peers,
// where .ci/peers unpacks them) and then in PATH. A test whose peer is not
// there is skipped; with IOSIM_PEERS=required it fails instead. The servers
// need root (they change user and root directory), so a test without root
// counts as one without peer.
package peertest
