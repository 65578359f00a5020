package store

import "fmt"

// What is compared of a unit, and what each figure of the report means; b is the unit as it is, s as it will be.
const (
	ownChange = `(b.ad, b.kisa_ad, b.aktif, b.sentetik) <> (s.ad, s.kisa_ad, s.aktif, s.sentetik) OR b.ust_no IS DISTINCT FROM s.ust_no OR b.il_kodu IS DISTINCT FROM s.il_kodu`
	anyChange = ownChange + ` OR b.yol <> s.yol OR s.guncelleme IS NOT NULL AND s.guncelleme <> b.guncelleme`
)

var birimSayimlari = []struct{ ad, kosul string }{
	{"Adı değişen birim", `(b.ad, b.kisa_ad) <> (s.ad, s.kisa_ad)`},
	{"Taşınan birim (üst birimi ya da ili değişen)", `b.ust_no IS DISTINCT FROM s.ust_no OR b.il_kodu IS DISTINCT FROM s.il_kodu`},
	{"Kapanan birim", `b.aktif AND NOT s.aktif`},
	{"Yeniden açılan birim", `s.aktif AND NOT b.aktif`},
	{"Yalnız yolu değişen birim (üstündekiler değiştiği için)", `b.yol <> s.yol AND NOT (` + ownChange + `)`},
	{"Sentetikken gerçeği gelen birim", `b.sentetik AND NOT s.sentetik`},
}

// applyBirim brings birim to what hedef_birim says and counts what that means.
func (im *importer) applyBirim(gercek bool) error {
	err := im.exec(`CREATE TEMP TABLE son_birim ON COMMIT DROP AS
		SELECT h.*, CASE WHEN il.ad IS NULL THEN '' ELSE '(' || il.ad || ') ' END || a.yol AS yol
		FROM hedef_birim h JOIN agac_birim a USING (detsis_no) LEFT JOIN il ON il.kod = h.il_kodu`)
	if err == nil {
		err = im.exec(`CREATE INDEX ON son_birim (detsis_no)`)
	}
	if err == nil {
		err = im.exec(`ANALYZE son_birim`)
	}
	if err == nil {
		err = im.countBirim(gercek)
	}
	if err != nil {
		return err
	}
	if err := im.change("", `UPDATE birim b SET ad = s.ad, kisa_ad = s.kisa_ad, ust_no = s.ust_no, il_kodu = s.il_kodu, aktif = s.aktif, sentetik = s.sentetik,
		yol = s.yol, guncelleme = CASE WHEN s.guncelleme IS NOT NULL THEN s.guncelleme WHEN `+ownChange+` THEN now() ELSE b.guncelleme END
		FROM son_birim s WHERE s.detsis_no = b.detsis_no AND (`+anyChange+`)`); err != nil {
		return err
	}
	if err := im.change("Yeni birim", `INSERT INTO birim (detsis_no, ad, kisa_ad, ust_no, il_kodu, yol, aktif, sentetik, guncelleme)
		SELECT s.detsis_no, s.ad, s.kisa_ad, s.ust_no, s.il_kodu, s.yol, s.aktif, s.sentetik, coalesce(s.guncelleme, now())
		FROM son_birim s WHERE NOT EXISTS (SELECT FROM birim b WHERE b.detsis_no = s.detsis_no)`); err != nil {
		return err
	}
	if err := im.change("Silinen sentetik birim", `DELETE FROM birim b WHERE b.sentetik AND NOT EXISTS (SELECT FROM son_birim s WHERE s.detsis_no = b.detsis_no)`); err != nil {
		return err
	}
	return im.aftermath()
}

// countBirim fills the report, and stops where a whole file would close too many real units.
func (im *importer) countBirim(gercek bool) error {
	const same = ` FROM son_birim s JOIN birim b USING (detsis_no) WHERE `
	closing, there := 0, 0
	err := im.tx.QueryRow(im.ctx, `SELECT count(*) FILTER (WHERE NOT s.aktif), count(*)`+same+`b.aktif AND NOT b.sentetik`).Scan(&closing, &there)
	if err == nil && im.Tam {
		err = im.tooMuch("birim", closing, there)
	}
	if err != nil {
		return err
	}
	for _, c := range birimSayimlari {
		if err := im.count(c.ad, `SELECT count(*)`+same+`(`+c.kosul+`)`); err != nil {
			return err
		}
	}
	if !gercek {
		im.sonuc.Uyarilar = append(im.sonuc.Uyarilar, "Dosyadaki birimlerin hepsi sentetik (uydurma): gerçek kuruluşta kullanmayınız.")
	}
	err = im.count("Değişmeyen birim", `SELECT count(*)`+same+`NOT (`+anyChange+`)`)
	return err
}

// aftermath tells what is left to do by people: open routings and users of closed units (AK-10).
func (im *importer) aftermath() error {
	users := 0
	err := im.tx.QueryRow(im.ctx, `SELECT (SELECT count(*) FROM yonlendirme y JOIN birim r ON r.detsis_no = y.birim_no AND NOT r.aktif
			JOIN basvuru b ON b.no = y.basvuru_no AND b.tur = y.tur WHERE y.durum IN ('kuyrukta', 'teslim')),
		(SELECT count(DISTINCT k.id) FROM kullanici k JOIN kullanici_birim kb ON kb.kullanici_id = k.id JOIN birim r ON r.detsis_no = kb.birim_no AND NOT r.aktif
			WHERE k.aktif)`).Scan(&im.sonuc.Acik, &users)
	if err != nil {
		return err
	}
	if im.sonuc.Acik > 0 {
		im.sonuc.Uyarilar = append(im.sonuc.Uyarilar,
			fmt.Sprintf("Kapalı birimlerde %d açık yönlendirme var; il sorumluları bunları “Kapanan Birimler” sayfasında görür.", im.sonuc.Acik))
	}
	if users > 0 {
		im.sonuc.Uyarilar = append(im.sonuc.Uyarilar, fmt.Sprintf("Kapalı birimlerde %d yetkili tanımlı; gerekiyorsa yeni birimlerine tanımlanmalıdır.", users))
	}
	return nil
}
