package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/xuri/excelize/v2"

	"acikkapi/internal/kural"
	"acikkapi/internal/rapor"
	"acikkapi/store"
)

const (
	excelGoal   = 0.7
	excelSample = 1000 // applications whose cells the reference writes, over and over
)

// excel measures the Excel file of all applications that there are by now, all of them the desk's – read, decrypted, written, packed – beside
// excelize's StreamWriter, which it is made with, writing the same cells alone. It is the desk that asks: nobody takes the list of the whole
// country, which has no index of its own and is sorted anew for each thousand lines.
func (b *bench) excel(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "acikkapi-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // at worst the system sweeps its temporary files
	rows, err := b.excelRows(ctx, desk)
	if err != nil {
		return err
	}
	n := 0
	ours := func(ctx context.Context) (float64, error) {
		began := time.Now()
		l := rapor.Liste{Store: b.world.store, Dir: dir, Actor: desk}
		n, err = l.Write(ctx, io.Discard)
		return float64(n) / time.Since(began).Seconds(), err
	}
	alone := func(context.Context) (float64, error) {
		began := time.Now()
		err := excelAlone(dir, rows, n)
		return float64(n) / time.Since(began).Seconds(), err
	}
	v, err := b.medians(ctx, ours, alone)
	if err != nil {
		return err
	}
	b.add(rate(fmt.Sprintf("Excel of %d applications, rows", n), v[0], "excelize StreamWriter alone, same cells", v[1], excelGoal))
	return nil
}

var errSampled = errors.New("enough")

// excelRows are the cells of some applications.
func (b *bench) excelRows(ctx context.Context, actor kural.Actor) ([][]any, error) {
	var rows [][]any
	err := b.world.store.ListeAkis(ctx, actor, store.Suzgec{}, func(s *store.ListeSatir) error {
		rows = append(rows, []any{
			s.No, s.TCKN.Masked(), s.Ad + " " + s.Soyad, s.Konu, s.Olusturma, s.Durum.Label(), s.SonIslemYapan, s.SonIslem, s.SonCevap(),
			fmt.Sprint(s.Hizmetler),
		})
		if len(rows) == excelSample {
			return errSampled
		}
		return nil
	})
	if err != nil && !errors.Is(err, errSampled) {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errors.New("there is no application to write")
	}
	return rows, nil
}

// excelAlone writes n rows with excelize as its documentation has it.
func excelAlone(dir string, rows [][]any, n int) error {
	f := excelize.NewFile(excelize.Options{TmpDir: dir})
	defer f.Close() //nolint:errcheck // thrown away
	sw, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	for i := range n {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := sw.SetRow(at, rows[i%len(rows)]); err != nil {
			return err
		}
	}
	if err := sw.Flush(); err != nil {
		return err
	}
	return f.Write(io.Discard)
}
