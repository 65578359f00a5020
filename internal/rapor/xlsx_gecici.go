package rapor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

const (
	geciciPrefix = "xlsx-"
	geciciLock   = "kilit" // locked for as long as its process lives
)

// Gecici is a process's folder for files under way. They hold citizens' data, so that what a process has left that was killed
// is removed by the next one that starts.
type Gecici struct {
	Dir  string
	lock *os.File
}

// OpenGecici makes a folder below root for this process, and removes those of processes that are gone.
func OpenGecici(root string) (*Gecici, error) {
	if err := os.MkdirAll(root, 0o700); err != nil {
		return nil, fmt.Errorf("temporary files: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(root, geciciPrefix+"*"))
	if err != nil {
		return nil, fmt.Errorf("temporary files: %w", err)
	}
	for _, dir := range old {
		if err := removeLeft(dir); err != nil {
			return nil, fmt.Errorf("temporary files: %w", err)
		}
	}
	dir, err := os.MkdirTemp(root, geciciPrefix)
	if err != nil {
		return nil, fmt.Errorf("temporary files: %w", err)
	}
	fresh := filepath.Join(dir, geciciLock+"-yeni")
	lock, err := lockFile(fresh)
	if err == nil {
		err = os.Rename(fresh, filepath.Join(dir, geciciLock)) // locked before anybody can find it
	}
	if err != nil {
		return nil, fmt.Errorf("temporary files: %w", errors.Join(err, os.RemoveAll(dir)))
	}
	return &Gecici{Dir: dir, lock: lock}, nil
}

// Close removes the folder and all in it.
func (g *Gecici) Close() error {
	return errors.Join(os.RemoveAll(g.Dir), g.lock.Close())
}

// removeLeft removes dir unless its process lives. One that has no lock file yet is being made this moment.
func removeLeft(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, geciciLock)); err != nil {
		return nil //nolint:nilerr // somebody else's, or gone already
	}
	lock, err := lockFile(filepath.Join(dir, geciciLock))
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(os.RemoveAll(dir), lock.Close())
}

func lockFile(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close() //nolint:errcheck,gosec // nothing was written
		return nil, err
	}
	return f, nil
}
