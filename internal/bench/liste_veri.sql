-- n applications of three years over all il, as many lists have them: İstanbul has 18 of 100, Ankara 7, İzmir 5; few names are
-- frequent and many are rare; three of four are closed. What is encrypted is the same in each, and opens.
-- $1 n, $2 first number, $3 names, $4 family names, $5 an application to copy the rest from, $6 people
INSERT INTO basvuru (no, durum, tur, il_kodu, ilce_id, yerlesim_id, kanal, tckn, tckn_iz, ad, soyad, ikamet, acik_adres, konu, egitim_id, sektor_id,
    gelis_tarihi, olusturma, son_islem, son_islem_yapan, olay_sira, olay_ozet, yonlendirme_sira, kimlik, yasal_son, son_cevap, hizmetler)
SELECT $2 + g, d.durum, 1, y.il, y.ilce, y.yerlesim, b.kanal, b.tckn,
    CASE WHEN g % $6 = 0 THEN b.tckn_iz ELSE sha256(int8send(g % $6)) END,
    ad.bir || CASE WHEN r.c < 0.25 THEN ' ' || ad.iki ELSE '' END, ad.soyad, b.ikamet, b.acik_adres, b.konu, b.egitim_id, b.sektor_id,
    t.zaman::date, t.zaman, t.zaman + interval '5 days', b.son_islem_yapan, 1, b.olay_ozet, 1, b.kimlik, t.zaman + interval '30 days',
    CASE WHEN d.durum NOT LIKE 'kapali%' THEN t.zaman + interval '21 days' END,
    ARRAY(SELECT unnest(ARRAY[a.baslik_id, -a.id]) FROM altlar a WHERE a.n = pg_temp.alt($2 + g) OR g % 4 = 0 AND a.n = pg_temp.alt(2 * ($2 + g)))
FROM basvuru b, generate_series(1, $1::bigint) g
CROSS JOIN LATERAL (SELECT (hashint8(g) & 1048575) / 1048576.0 a, (hashint8(g + 7000000000) & 1048575) / 1048576.0 b,
    (hashint8(g + 14000000000) & 1048575) / 1048576.0 c, (hashint8(g + 21000000000) & 1048575) / 1048576.0 d) r
CROSS JOIN LATERAL (SELECT CASE WHEN r.a < 0.18 THEN 34 WHEN r.a < 0.25 THEN 6 WHEN r.a < 0.30 THEN 35 ELSE 1 + (hashint8(g + 3) & 65535) % 81 END il) i
JOIN LATERAL (SELECT yerler.* FROM yerler WHERE yerler.il = i.il AND yerler.sira = (hashint8(g + 5) & 65535) % yerler.kac) y ON true
CROSS JOIN LATERAL (SELECT ($3::text[])[1 + floor(r.b ^ 2 * cardinality($3::text[]))] bir, ($3::text[])[1 + floor(r.d ^ 2 * cardinality($3::text[]))] iki,
    ($4::text[])[1 + floor(r.d ^ 2 * cardinality($4::text[]))] soyad) ad
CROSS JOIN LATERAL (SELECT now() - ($1 - g) * (interval '3 years' / $1) - r.c * interval '10 minutes' zaman) t
CROSS JOIN LATERAL (SELECT CASE WHEN r.b + 0.3 * g / $1 < 0.85 THEN (ARRAY['kapali_olumlu', 'kapali_olumsuz', 'kapali_kismen'])[1 + g % 3]
    ELSE (ARRAY['havuzda', 'yonlendirildi', 'yonlendirildi', 'cevaplandi', 'mia_onayinda', 'mia_dondu'])[1 + g % 6] END durum) d
WHERE b.no = $5
