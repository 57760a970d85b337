//go:build !linux || !(amd64 || arm64)

package tftpfs

import (
	"net"

	"github.com/iosim/iosim/ifs"
)

func socket(c *net.UDPConn) ifs.PacketConn { return udpConn{c} }
