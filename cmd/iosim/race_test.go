//go:build race

package main

// raceDetector: the tests, and the program that they start, are ten times slower.
const raceDetector = true
