// Package gizli keeps personal data unreadable at rest (SC-04): authenticated encryption with a rotating key,
// and blind indexes for equality search.
package gizli

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// KeySize is the length in bytes of each key in the configuration.
const KeySize = 32

// Box seals and opens. The newest key (the last given) seals; every given key opens. Blind indexes hang on
// the first key ever used, which therefore stays in the list until they are rewritten.
type Box struct {
	newest byte
	aeads  map[byte]cipher.AEAD
	index  []byte
}

// New reads keys as "1:<base64>,2:<base64>": a number from 1 to 255 and 32 random bytes each, oldest first.
func New(keys string) (*Box, error) {
	b := &Box{aeads: map[byte]cipher.AEAD{}}
	for part := range strings.SplitSeq(keys, ",") {
		id, key, err := parseKey(strings.TrimSpace(part))
		if err != nil {
			return nil, err
		}
		if _, twice := b.aeads[id]; twice { // what the first has sealed could not be opened any more
			return nil, fmt.Errorf("gizli: key %d is given twice", id)
		}
		sealKey, err := hkdf.Key(sha256.New, key, nil, "acikkapi seal", KeySize)
		if err != nil {
			return nil, fmt.Errorf("derive key %d: %w", id, err)
		}
		block, err := aes.NewCipher(sealKey)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", id, err)
		}
		if b.aeads[id], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return nil, fmt.Errorf("key %d: %w", id, err)
		}
		if b.index == nil {
			if b.index, err = hkdf.Key(sha256.New, key, nil, "acikkapi blind index", KeySize); err != nil {
				return nil, fmt.Errorf("derive index key: %w", err)
			}
		}
		b.newest = id
	}
	return b, nil
}

func parseKey(part string) (byte, []byte, error) {
	num, enc, ok := strings.Cut(part, ":")
	id, err := strconv.ParseUint(num, 10, 8)
	if !ok || err != nil || id == 0 {
		return 0, nil, errors.New(`gizli: a key is written "number:base64", number from 1 to 255`)
	}
	key, err := base64.StdEncoding.DecodeString(enc)
	if err != nil || len(key) != KeySize {
		return 0, nil, fmt.Errorf("gizli: key %d is not %d bytes of base64", id, KeySize)
	}
	return byte(id), key, nil
}

// NewKey makes a random key in the configuration's form, with the given number.
func NewKey(id byte) string {
	key := make([]byte, KeySize)
	rand.Read(key) // never fails, crashes instead
	return fmt.Sprintf("%d:%s", id, base64.StdEncoding.EncodeToString(key))
}

// Seal encrypts plain: one byte key number, nonce, ciphertext. Nil stays nil, so that an absent value stays NULL.
func (b *Box) Seal(plain []byte) []byte {
	if plain == nil {
		return nil
	}
	return b.aeads[b.newest].Seal([]byte{b.newest}, nil, plain, nil)
}

// SealString is Seal for text; "" becomes nil (NULL).
func (b *Box) SealString(s string) []byte {
	if s == "" {
		return nil
	}
	return b.Seal([]byte(s))
}

// Open decrypts what Seal made with any of the keys; nil gives nil.
func (b *Box) Open(sealed []byte) ([]byte, error) {
	if len(sealed) == 0 {
		return nil, nil //nolint:nilnil // NULL in, NULL out
	}
	aead, ok := b.aeads[sealed[0]]
	if !ok {
		return nil, fmt.Errorf("gizli: no key %d", sealed[0])
	}
	plain, err := aead.Open(nil, nil, sealed[1:], nil)
	if err != nil {
		return nil, fmt.Errorf("gizli: %w", err)
	}
	return plain, nil
}

// OpenString is Open for text.
func (b *Box) OpenString(sealed []byte) (string, error) {
	plain, err := b.Open(sealed)
	return string(plain), err
}

// Index is the blind index of plain within a domain ("tckn", "telefon", …): equal for equal values, telling
// nothing without the key. 16 bytes.
func (b *Box) Index(domain, plain string) []byte {
	if plain == "" {
		return nil
	}
	mac := hmac.New(sha256.New, b.index)
	mac.Write([]byte(domain))
	mac.Write([]byte{0})
	mac.Write([]byte(plain))
	return mac.Sum(nil)[:16]
}
