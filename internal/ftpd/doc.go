// Package ftpd is an FTP server over an afero.Fs (RFC 959, 1123, 2228, 2389,
// 2428, 3659, 4217): the one that the hosts of a lab run.
//
//	l, _ := net.Listen("tcp", "127.0.0.1:0")
//	err := ftpd.Serve(ctx, l, ftpd.Options{FS: files, Users: map[string]string{"wendell": "odom"}})
//
// Nothing outside the file system is ever served, whatever a client calls it; a
// file that comes in is seen under its name only when it is complete.
package ftpd
