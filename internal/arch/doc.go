// Package arch has no code, only tests: they hold the architecture of the
// module. Imports point strictly down (table_test.go says where), every
// library is used where it belongs, and no source file breaks the rules that a compiler does
// not know (source_test.go).
package arch
