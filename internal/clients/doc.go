// Package clients has no code, only tests: the automation clients that engineers
// use upgrade a router from end to end, each as it is installed, and what they got
// done is in the tables of docs/clients.md.
//
// Clients that no package brings are played: their tests send what the client sends and
// want back what it wants, in its order and with its patterns (clients.md).
//
//	go test ./internal/clients             compares the table with what was seen
//	go test ./internal/clients -update     writes it
package clients
