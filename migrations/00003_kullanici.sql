-- +goose Up
CREATE TABLE kullanici (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tip           text NOT NULL CHECK (tip IN ('sorumlu', 'yetkili', 'mia', 'vali', 'vali_yardimcisi',
                                               'personel', 'kimlik_burosu', 'isletmen', 'proje_yoneticisi')),
    tckn          bytea NOT NULL, -- encrypted (SC-04)
    tckn_iz       bytea NOT NULL, -- blind index, for equality
    telefon       bytea,
    telefon_iz    bytea,
    ad            text NOT NULL,
    soyad         text NOT NULL,
    il_kodu       smallint REFERENCES il,
    kullanici_adi text UNIQUE,    -- e-İçişleri users only (GR-03)
    parola        text,           -- argon2id
    aktif         boolean NOT NULL DEFAULT true,
    olusturma     timestamptz NOT NULL DEFAULT now(),
    olusturan     bigint REFERENCES kullanici,
    guncelleme    timestamptz,
    guncelleyen   bigint REFERENCES kullanici
);
-- YE-02: once per T.C. Kimlik No and type; a deleted user does not stand in the way of a new definition.
CREATE UNIQUE INDEX kullanici_tek ON kullanici (tip, tckn_iz) WHERE aktif;
CREATE INDEX kullanici_tckn ON kullanici (tckn_iz);

CREATE TABLE kullanici_ilce (
    kullanici_id bigint NOT NULL REFERENCES kullanici,
    ilce_id      int NOT NULL REFERENCES ilce,
    PRIMARY KEY (kullanici_id, ilce_id)
);
CREATE TABLE kullanici_birim (
    kullanici_id bigint NOT NULL REFERENCES kullanici,
    birim_no     text NOT NULL REFERENCES birim,
    PRIMARY KEY (kullanici_id, birim_no)
);
CREATE INDEX kullanici_birim_no ON kullanici_birim (birim_no);

-- Machines that post to the API: only a digest of the key is kept.
CREATE TABLE api_anahtar (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ad        text NOT NULL,
    ozet      bytea NOT NULL UNIQUE,
    kapsam    text[] NOT NULL,
    aktif     boolean NOT NULL DEFAULT true,
    olusturma timestamptz NOT NULL DEFAULT now()
);

-- One-time codes (SC-02): never the code itself, only a keyed digest.
CREATE TABLE onay_kodu (
    id         uuid PRIMARY KEY,
    amac       text NOT NULL CHECK (amac IN ('basvuru', 'sorgu', 'giris')),
    tckn_iz    bytea NOT NULL,
    telefon_iz bytea NOT NULL,
    ip_iz      bytea NOT NULL,
    ozet       bytea NOT NULL,
    sms_id     uuid NOT NULL,
    deneme     smallint NOT NULL DEFAULT 0,
    olusturma  timestamptz NOT NULL DEFAULT now(),
    bitis      timestamptz NOT NULL,
    kullanildi timestamptz
);
CREATE INDEX onay_kodu_tckn ON onay_kodu (tckn_iz, olusturma);
CREATE INDEX onay_kodu_telefon ON onay_kodu (telefon_iz, olusturma);
CREATE INDEX onay_kodu_ip ON onay_kodu (ip_iz, olusturma);

-- What a citizen has typed so far, encrypted, so that an error, a back button or a broken connection loses nothing.
CREATE TABLE taslak (
    id         uuid PRIMARY KEY,
    veri       bytea NOT NULL,
    guncelleme timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX taslak_guncelleme ON taslak (guncelleme);
