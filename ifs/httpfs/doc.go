// Package httpfs implements the file systems http: and https:, a client of web
// servers (RFC 9110): GET reads a file, PUT writes one.
//
//	fs := httpfs.New("http", net, clock, func() httpfs.Config { return httpfs.Config{User: "u"} })
//	f, err := fs.Open(ctx, name) // http://10.1.1.1/image.bin
//
// The number of redirects is bounded, a response must have the length it announces,
// and silence ends with a time-out of the device.
package httpfs
