// Package httpfs is the file systems http: and https:, a client of web servers: GET
// reads a file, PUT writes one.
//
//	fs := httpfs.New("http", net, clock, func() httpfs.Config { return httpfs.Config{User: "u"} })
//	f, err := fs.Open(ctx, name) // http://10.1.1.1/image.bin
//
// Servers lie: redirects are bounded, an answer must have the length that it
// announces, and silence ends after a time-out of the device.
package httpfs
