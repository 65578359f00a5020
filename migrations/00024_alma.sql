-- +goose Up
-- Who may hold an item of a birim's inbox, and under what name (YT-06): those who may answer for the birim today. The role that reads
-- a Yetkili's pages sees no more of the users than this; whoever is deleted or has lost the birim holds nothing any more.
CREATE VIEW birim_yetkili AS
    SELECT kb.birim_no, u.id AS kullanici_id, u.ad, u.soyad
    FROM kullanici u JOIN kullanici_birim kb ON kb.kullanici_id = u.id
    WHERE u.aktif AND u.tip = 'yetkili';
REVOKE ALL ON birim_yetkili FROM acikkapi_uygulama;
GRANT SELECT ON birim_yetkili TO acikkapi_uygulama, acikkapi_birim;
