-- +goose Up
-- Outbox: what has been decided and not yet been confirmed by the broker. The relay deletes a row when it
-- is. parca is the shard: one relay at a time works a shard, so the messages of one konu keep their order.
CREATE TABLE giden (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    parca    smallint GENERATED ALWAYS AS (abs(konu_no % 8)::smallint) STORED,
    mesaj_id uuid NOT NULL,
    konu_no  bigint NOT NULL,
    exchange text NOT NULL, -- '' = straight to the queue named by anahtar (a retry)
    anahtar  text NOT NULL,
    tip      text NOT NULL,
    govde    bytea NOT NULL,
    baslik   json,          -- headers, strings only
    deneme   smallint NOT NULL DEFAULT 0,
    zaman    timestamptz NOT NULL DEFAULT now(),
    vade     timestamptz NOT NULL DEFAULT now() -- not before
);
CREATE INDEX giden_parca ON giden (parca, id);
ALTER TABLE giden SET (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);

-- Applied once (PL-04): a consumer inserts the message's id in the transaction of its effect.
CREATE TABLE islenen_mesaj (
    tuketici text NOT NULL,
    mesaj_id uuid NOT NULL,
    zaman    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tuketici, mesaj_id)
);
CREATE INDEX islenen_mesaj_zaman ON islenen_mesaj USING brin (zaman);

-- Queues made at run time, nationwide: every process consumes these (broker.md).
CREATE TABLE kuyruk (
    ad       text PRIMARY KEY,
    exchange text NOT NULL CHECK (exchange IN ('birim', 'mia')),
    anahtar  text NOT NULL,
    zaman    timestamptz NOT NULL DEFAULT now()
);

-- What came out of a birim's queue: the rows of its web inbox. icerik is the message, free of contact data.
CREATE TABLE birim_kutusu (
    birim_no   text NOT NULL,
    basvuru_no bigint NOT NULL,
    sira       int NOT NULL, -- of the yonlendirme
    geldi      timestamptz NOT NULL,
    icerik     json NOT NULL,
    alan_id    bigint, -- “Üzerime Al” (YT-06)
    alma_bitis timestamptz,
    PRIMARY KEY (basvuru_no, sira)
);
CREATE INDEX birim_kutusu_birim ON birim_kutusu (birim_no, geldi DESC, basvuru_no DESC);

-- What came out of an il's MİA queue.
CREATE TABLE mia_kutusu (
    il_kodu    smallint NOT NULL,
    basvuru_no bigint NOT NULL,
    olay_sira  int NOT NULL,
    geldi      timestamptz NOT NULL,
    PRIMARY KEY (basvuru_no, olay_sira)
);
CREATE INDEX mia_kutusu_il ON mia_kutusu (il_kodu, geldi DESC);

-- One SMS. gonderiliyor is written before the gateway is asked and id is the gateway's reference, so that
-- after a crash the gateway can be asked what became of it instead of being sent to twice (PL-07).
CREATE TABLE sms (
    id         uuid PRIMARY KEY,
    olay_id    uuid,
    sablon     text NOT NULL,
    konu_no    bigint,
    alici      bytea NOT NULL, -- encrypted
    metin      bytea,          -- encrypted; of a code only until it is sent
    durum      text NOT NULL DEFAULT 'bekliyor'
               CHECK (durum IN ('bekliyor', 'gonderiliyor', 'gonderildi', 'iletildi', 'basarisiz', 'suresi_gecti')),
    parca      smallint NOT NULL,
    deneme     smallint NOT NULL DEFAULT 0,
    gecerlilik timestamptz, -- not worth sending after
    olusturma  timestamptz NOT NULL DEFAULT now(),
    gonderim   timestamptz,
    saglayici_no text,
    CONSTRAINT sms_tek UNIQUE (olay_id, sablon) -- never twice for one event
);

-- Parked messages: what a consumer gave up on, with the reason (PL-05).
CREATE TABLE park (
    id       uuid PRIMARY KEY,
    tuketici text NOT NULL,
    mesaj_id uuid NOT NULL,
    tip      text NOT NULL,
    neden    text NOT NULL,
    govde    bytea NOT NULL,
    baslik   json NOT NULL,
    zaman    timestamptz NOT NULL DEFAULT now(),
    karar    text CHECK (karar IN ('yeniden', 'atildi')),
    UNIQUE (tuketici, mesaj_id, zaman)
);

-- Web sessions (alexedwards/scs); token holds the SHA-256 of the cookie (SC-03).
CREATE TABLE sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);
CREATE INDEX sessions_expiry_idx ON sessions (expiry);

-- What a Yetkili's pages and the birim messages may read: named one by one, iletisim is not among them.
GRANT USAGE ON SCHEMA public TO acikkapi_birim;
GRANT SELECT ON il, ilce, yerlesim, hizmet_baslik, hizmet_alt_baslik, birim, basvuru, basvuru_hizmet,
    yonlendirme, cevap, dosya, olay, birim_kutusu TO acikkapi_birim;
