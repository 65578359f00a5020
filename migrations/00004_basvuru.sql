-- +goose Up
CREATE SEQUENCE takip_no START 1000;
GRANT USAGE, SELECT ON SEQUENCE takip_no TO acikkapi_uygulama;

-- One application. What a birim may read of it is here and in its side tables; how to reach the citizen is in iletisim alone.
CREATE TABLE basvuru (
    no             bigint PRIMARY KEY DEFAULT nextval('takip_no'),
    durum          text NOT NULL CHECK (durum IN ('havuzda', 'yonlendirildi', 'cevaplandi', 'mia_onayinda', 'mia_dondu',
                                                  'kapali_olumlu', 'kapali_olumsuz', 'kapali_kismen')),
    tur            int NOT NULL DEFAULT 1 CHECK (tur > 0), -- round, see MI-04
    il_kodu        smallint NOT NULL,
    ilce_id        int NOT NULL,
    yerlesim_id    int NOT NULL,
    kanal          text NOT NULL CHECK (kanal IN ('web', 'api', 'aks')),
    tckn           bytea NOT NULL, -- encrypted
    tckn_iz        bytea NOT NULL, -- blind index
    ad             text NOT NULL,
    soyad          text NOT NULL,
    ikamet         bytea NOT NULL, -- encrypted JSON: basvuru.Ikamet
    acik_adres     bytea NOT NULL, -- encrypted
    konu           text NOT NULL CHECK (length(konu) BETWEEN 1 AND 4000),
    egitim_id      int NOT NULL CONSTRAINT basvuru_egitim REFERENCES egitim_durumu,
    sektor_id      int NOT NULL CONSTRAINT basvuru_sektor REFERENCES sektor,
    gelis_tarihi   date NOT NULL,
    olusturma      timestamptz NOT NULL,
    son_islem      timestamptz NOT NULL,
    son_islem_yapan text NOT NULL,
    olay_sira      int NOT NULL,   -- of the newest line in olay …
    olay_ozet      bytea NOT NULL, -- … and its hash: the head of this application's chain
    yonlendirme_sira int NOT NULL DEFAULT 0,
    CONSTRAINT basvuru_ilce FOREIGN KEY (ilce_id, il_kodu) REFERENCES ilce (id, il_kodu),
    CONSTRAINT basvuru_yerlesim FOREIGN KEY (yerlesim_id, ilce_id) REFERENCES yerlesim (id, ilce_id)
);
CREATE INDEX basvuru_il ON basvuru (il_kodu, no DESC);
CREATE INDEX basvuru_ilce_liste ON basvuru (ilce_id, no DESC);
CREATE INDEX basvuru_durum ON basvuru (il_kodu, durum, no DESC);
CREATE INDEX basvuru_tckn ON basvuru (tckn_iz, no DESC);

CREATE TABLE basvuru_hizmet (
    basvuru_no    bigint NOT NULL REFERENCES basvuru,
    sira          smallint NOT NULL,
    baslik_id     int NOT NULL CONSTRAINT hizmet_baslik_var REFERENCES hizmet_baslik,
    alt_baslik_id int,
    aciklama      text NOT NULL DEFAULT '',
    PRIMARY KEY (basvuru_no, sira),
    CONSTRAINT hizmet_cifti FOREIGN KEY (alt_baslik_id, baslik_id) REFERENCES hizmet_alt_baslik (id, baslik_id)
);

-- Contact data, apart from everything a Yetkili's queries can reach (YT-03); all encrypted.
CREATE TABLE iletisim (
    basvuru_no bigint PRIMARY KEY REFERENCES basvuru,
    cep        bytea,
    cep_iz     bytea,
    ev         bytea,
    eposta     bytea,
    CHECK (cep IS NOT NULL OR ev IS NOT NULL) -- VB-07
);

-- A routing of one application to one birim, numbered within the application.
CREATE TABLE yonlendirme (
    basvuru_no  bigint NOT NULL REFERENCES basvuru,
    sira        int NOT NULL,
    tur         int NOT NULL,
    birim_no    text NOT NULL REFERENCES birim,
    durum       text NOT NULL CHECK (durum IN ('kuyrukta', 'teslim', 'cevaplandi', 'iade', 'geri_cekildi')),
    gonderim    timestamptz NOT NULL,
    teslim      timestamptz,
    bitis       timestamptz,
    PRIMARY KEY (basvuru_no, sira)
);
-- AK-10: a birim with an open routing is not routed to twice.
CREATE UNIQUE INDEX yonlendirme_acik ON yonlendirme (basvuru_no, birim_no) WHERE durum IN ('kuyrukta', 'teslim');
CREATE INDEX yonlendirme_birim ON yonlendirme (birim_no, basvuru_no);

-- An answer: of a birim (yonlendirme_sira), of the MİA, or the closing letter to the citizen.
CREATE TABLE cevap (
    id               uuid PRIMARY KEY,
    basvuru_no       bigint NOT NULL REFERENCES basvuru,
    tur              int NOT NULL,
    kaynak           text NOT NULL CHECK (kaynak IN ('birim', 'mia', 'kapanis')),
    yonlendirme_sira int,
    sonuc            text CHECK (sonuc IN ('olumlu', 'olumsuz', 'kismen')), -- NULL: returned as not competent
    metin            text NOT NULL,
    veren            text NOT NULL,
    zaman            timestamptz NOT NULL,
    FOREIGN KEY (basvuru_no, yonlendirme_sira) REFERENCES yonlendirme,
    UNIQUE (basvuru_no, yonlendirme_sira)
);

-- A file's name and digest; the bytes are in the blob store. yukleyen is who may attach it: a draft or a user.
CREATE TABLE dosya (
    id         uuid PRIMARY KEY,
    ozet       text NOT NULL,
    ad         text NOT NULL,
    tur        text NOT NULL,
    boyut      bigint NOT NULL,
    yukleyen   text NOT NULL,
    zaman      timestamptz NOT NULL DEFAULT now(),
    basvuru_no bigint REFERENCES basvuru,
    cevap_id   uuid REFERENCES cevap DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX dosya_basvuru ON dosya (basvuru_no);

-- The history: one row a change, append-only; timeline line, audit entry and message in one. ozet is
-- SHA-256 over the row and the previous ozet of the same konu (SC-05). govde is the message as published.
CREATE TABLE olay (
    id          uuid PRIMARY KEY,
    konu        text NOT NULL CHECK (konu IN ('basvuru', 'kart')),
    konu_no     bigint NOT NULL,
    sira        int NOT NULL,
    tip         text NOT NULL,
    tur         int NOT NULL,
    eski_durum  text NOT NULL,
    yeni_durum  text NOT NULL,
    yapan_rol   text NOT NULL,
    yapan_id    bigint NOT NULL,
    yapan_ad    text NOT NULL,
    etiket      text NOT NULL, -- what the timeline says; '' = not shown to people
    aciklama    text NOT NULL,
    zaman       timestamptz NOT NULL,
    govde       json NOT NULL,
    onceki_ozet bytea NOT NULL,
    ozet        bytea NOT NULL,
    UNIQUE (konu, konu_no, sira)
);
REVOKE UPDATE, DELETE, TRUNCATE ON olay FROM acikkapi_uygulama;
CREATE FUNCTION olay_degismez() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'olay is append-only'; END $$;
CREATE TRIGGER olay_degismez BEFORE UPDATE OR DELETE ON olay FOR EACH ROW EXECUTE FUNCTION olay_degismez();
CREATE TRIGGER olay_silinmez BEFORE TRUNCATE ON olay FOR EACH STATEMENT EXECUTE FUNCTION olay_degismez();

-- A post that was repeated with the same key makes one application (VB-13).
CREATE TABLE tekrar_anahtari (
    kapsam     text NOT NULL,
    anahtar    text NOT NULL,
    istek_ozet bytea NOT NULL,
    basvuru_no bigint NOT NULL,
    zaman      timestamptz NOT NULL,
    PRIMARY KEY (kapsam, anahtar)
);
