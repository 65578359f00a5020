// Package duzen (order) holds no code, only the tests that keep the shape of the repository: which package may
// import which, how long a file may be, and that the README tells the truth about the commands.
package duzen
