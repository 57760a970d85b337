// Package host is the hosts of a lab: machines whose servers (TFTP, FTP, HTTP, SSH for scp
// and SFTP) really answer, on ports of the loopback, and log their requests.
//
//	env := &host.Environment{Network: n, State: s, Authority: a, Now: clk.Now, Go: wg.Go}
//	h, err := env.Start(ctx, "srv", lab.Hosts[0].Value)
//	text, err := h.ReadFile("tftp", "notes.txt")
package host
