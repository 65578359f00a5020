package store

// The lists of the card (OP-07). Why the bureau refuses is one table with a list for each kind of request, which the record of changes
// keeps apart.
const (
	KartRetListesi    Liste = "ret_sebep_kart"
	IptalRetListesi   Liste = "ret_sebep_iptal"
	IptalNedenListesi Liste = "iptal_nedeni"
)

// retSQL is the list of reasons to refuse requests of tip: “kart” or “iptal”.
func retSQL(tip string) kalemSQL {
	return kalemSQL{
		tablo:    "ret_sebep",
		oku:      `SELECT id, 0, ad, sira, aktif, false, 0, surum, false FROM (SELECT * FROM ret_sebep WHERE tip = '` + tip + `') r`,
		ekle:     `INSERT INTO ret_sebep (tip, ad, sira) VALUES ('` + tip + `', @ad, @sira) RETURNING id`,
		degistir: `UPDATE ret_sebep SET ad = @ad, sira = @sira, aktif = @aktif, surum = surum + 1 WHERE id = @id`,
		kalan:    `SELECT EXISTS (SELECT FROM ret_sebep WHERE tip = '` + tip + `' AND aktif)`,
		bos:      "Listede seçilebilecek en az bir ret sebebi kalmalıdır.",
	}
}

// iptalNedenSQL: a reason that people add gets a code that nobody reads; the program's own are known to the rules by theirs (KI-01).
// The bureau's own reason (kart.PersonelAyrildi) is not in the list.
func iptalNedenSQL() kalemSQL {
	return kalemSQL{
		oku: `SELECT id, 0, ad, sira, aktif, false, 0, surum, evrak FROM (SELECT * FROM iptal_nedeni WHERE NOT buro) n`,
		ekle: `WITH n AS (SELECT nextval(pg_get_serial_sequence('iptal_nedeni', 'id')) AS id)
			INSERT INTO iptal_nedeni (id, kod, ad, sira) OVERRIDING SYSTEM VALUE SELECT id, 'neden_' || id, @ad, @sira FROM n RETURNING id`,
		degistir: `UPDATE iptal_nedeni SET ad = @ad, sira = @sira, aktif = @aktif, surum = surum + 1 WHERE id = @id`,
		kalan:    `SELECT EXISTS (SELECT FROM iptal_nedeni WHERE aktif AND NOT buro)`,
		bos:      "Listede seçilebilecek en az bir iptal nedeni kalmalıdır.",
	}
}

// evrakliKalir: the rules know the reason that wants the two papers (KI-02).
const evrakliKalir = "Bu neden listeden kaldırılamaz: kayıp ve çalıntı kartlar ancak onunla, istenen iki belge yüklenerek bildirilebilir."
