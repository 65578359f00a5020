package handlers

import "acikkapi/store"

// imhaKinds are the records of retention and disposal (SC-06): of no il, for the Proje Yöneticisi.
func (g *gezi) imhaKinds() map[string]func(*gezgin) []kayit {
	g.t.Helper()
	no := g.scanText(`INSERT INTO imha_liste (durum, zaman, oneren_id, oneren, onaylayan_id, onaylayan, bitis)
		SELECT 'tamamlandi', now(), min(id), 'x', max(id), 'y', now() FROM kullanici RETURNING no::text`)
	hold := func() []string {
		return []string{g.scanText(`INSERT INTO yasal_saklama (konu, konu_no, neden, koyan_id, koyan, zaman)
			VALUES ('basvuru', nextval('takip_no'), 'x', 1, 'y', now()) RETURNING id::text`)}
	}
	records := func(list ...kayit) func(*gezgin) []kayit { return func(*gezgin) []kayit { return list } }
	return map[string]func(*gezgin) []kayit{
		yolImha + "/{no}":      records(kayit{kapsam: "the whole country", name: fixed(no)}, nothing("999999")),
		yolSaklama + "/{id}":   records(kayit{kapsam: "the whole country", name: hold}, nothing("999999")),
		yolSaklaSure + "/{id}": records(kayit{kapsam: "the whole country", name: fixed(string(store.SaklamaBasvuru))}, nothing("yok")),
	}
}
