// Package parola turns passwords into what the database keeps of them, by argon2id with one set of parameters for all: hashes that
// cost alike do not tell, by the time that an answer takes, which names exist (SC-09).
package parola

import (
	"fmt"

	"github.com/alexedwards/argon2id"
)

// What every hash costs: above OWASP's least for argon2id. They do not depend on the machine, so that a hash made on one with many
// cores takes as long as any other. Change them here alone: Compare tells which hashes to make anew.
const (
	Memory      = 64 << 10 // KiB
	Iterations  = 1
	Parallelism = 2
	saltBytes   = 16
	keyBytes    = 32
)

func params() argon2id.Params {
	return argon2id.Params{Memory: Memory, Iterations: Iterations, Parallelism: Parallelism, SaltLength: saltBytes, KeyLength: keyBytes}
}

// Hash is what is kept of parola: with its parameters and a salt of its own, in PHC format.
func Hash(parola string) (string, error) {
	p := params()
	return argon2id.CreateHash(parola, &p)
}

// Compare tells whether hash is parola's, and whether it was made with other parameters than today's (old). Errors: a hash that is
// none.
func Compare(parola, hash string) (match, old bool, err error) {
	match, with, err := argon2id.CheckHash(parola, hash)
	return match, err == nil && *with != params(), err
}

// Decoy is a hash of no known password: an unknown name's is held against it, so that the answer takes as long as a known one's.
func Decoy() string {
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$hKLyzt5iLF6MOy7Mn1Vh3g$hKnxj0HBwKp1dB9O5gLk0Dq9V2oFhyHcBC0cZ2m4Z0U", Memory, Iterations, Parallelism)
}
