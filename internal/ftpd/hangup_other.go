//go:build !unix

package ftpd

import "net"

// hungUp cannot be asked here: a client that has gone is seen when a line is read.
func hungUp(net.Conn) bool { return false }
