package ariza_test

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"

	"acikkapi/basvuru"
	"acikkapi/store"
)

// smallDisk puts the files on a disk of their own that is small enough to be filled. Where none can be mounted the row fails and says so: it
// is not left out in silence.
func (d *dunya) smallDisk() {
	d.t.Helper()
	if err := syscall.Mount("tmpfs", d.disk, "tmpfs", 0, "size=32m"); err != nil {
		d.t.Fatalf("a full disk cannot be tried here, mounting one needs root with CAP_SYS_ADMIN: %v", err)
	}
	d.t.Cleanup(func() {
		_ = d.files.Close()
		if err := syscall.Unmount(d.disk, syscall.MNT_DETACH); err != nil {
			d.t.Error(err)
		}
	})
	if err := d.files.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.openFiles()
}

// fullDisk fills the files' disk to the last byte, until people have been told so and an Excel report could not be made; then there is room again.
func fullDisk(d *dunya) {
	filler := filepath.Join(d.disk, "dolgu")
	d.fill(filler)
	told := d.insanlar.dosyaYok.Load()
	d.until("people are told that their file cannot be kept", func() bool { return d.insanlar.dosyaYok.Load() >= told+5 })
	aks := d.aks()
	id, err := d.insanlar.s.StartAktarim(d.t.Context(), aks, store.AktarimSuzgec{}, "06 - ANKARA", 1)
	if err != nil {
		d.t.Fatal(err)
	}
	d.until("an export could not be made", func() bool {
		a, err := d.insanlar.s.Aktarim(d.t.Context(), aks, id)
		return err == nil && a.Neden != ""
	})
	if err := os.Remove(filler); err != nil {
		d.t.Fatal(err)
	}
}

func (d *dunya) fill(name string) {
	d.t.Helper()
	f, err := os.Create(name)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	page := make([]byte, 4096)
	for {
		if _, err := f.Write(page); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			d.t.Fatal(err)
		}
	}
}

// aks is a user of the desk, who may ask for reports.
func (d *dunya) aks() basvuru.Actor {
	d.t.Helper()
	u, err := d.insanlar.s.Kullanici(d.t.Context(), int64(d.count(`SELECT min(id)::int FROM kullanici WHERE tip = 'sorumlu' AND id NOT IN (SELECT kullanici_id FROM kullanici_ilce)`)))
	if err != nil {
		d.t.Fatal(err)
	}
	return u.Actor()
}
