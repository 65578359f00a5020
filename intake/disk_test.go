package intake_test

import (
	"bytes"
	"net/http"
	"os"
	"syscall"
	"testing"

	"acikkapi/internal/dbtest"
)

// tmpfs is a disk of one megabyte.
func tmpfs(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a disk that is full")
	}
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// SC-11: with the files' disk full an upload is refused in words and nothing of it is kept; the form keeps what was typed, and everything else goes on:
// earlier files, an application with them, the next one without any.
func TestDiskFull(t *testing.T) {
	disk := tmpfs(t)
	s := siteIn(t, dbtest.New(t), disk, 0, func(h http.Handler) http.Handler { return h })
	b, values := s.filled(s.ayse)
	b.press("Yeni Dosya", values, upload{Ad: "küçük.pdf", Content: pdf()})
	b.want(http.StatusOK, "/basvuru-yap/kayit")
	large := bytes.Replace(pdf(), []byte("endobj\n"), append([]byte("endobj\n"), bytes.Repeat([]byte("%\n"), 1<<20)...), 1)
	b.press("Yeni Dosya", values, upload{Ad: "büyük.pdf", Content: large})
	b.want(http.StatusServiceUnavailable, "/basvuru-yap/kayit")
	b.wantText("Dosya şu anda kaydedilemiyor", "küçük.pdf")
	if b.value("konu") != values["konu"] {
		t.Errorf("the subject is %q after a refused upload", b.value("konu"))
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(disk, &fs); err != nil {
		t.Fatal(err)
	}
	if used := (fs.Blocks - fs.Bfree) * uint64(fs.Bsize); used > 100<<10 { //nolint:gosec // a size
		t.Errorf("%d bytes stay on the disk of what was refused", used)
	}
	b.press("Kaydet", values)
	if !takipNo.MatchString(b.text()) {
		t.Errorf("no number with the disk full: %s", b.text())
	}
	other, more := s.filled(s.mehmet)
	other.press("Kaydet", more)
	if !takipNo.MatchString(other.text()) {
		t.Errorf("no number without files: %s", other.text())
	}
}
