-- +goose Up
-- Cards of staff members' relatives (KT, KI, KB). The lists first: why the bureau refuses, why a card is cancelled. LoadListe fills them.
CREATE TABLE ret_sebep (
    id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tip   text NOT NULL CHECK (tip IN ('kart', 'iptal')), -- of the request that is refused
    ad    text NOT NULL,
    sira  int NOT NULL,
    aktif boolean NOT NULL DEFAULT true,
    surum int NOT NULL DEFAULT 1,
    UNIQUE (tip, ad),
    UNIQUE (id, tip)
);
CREATE TABLE iptal_nedeni (
    id    int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kod   text NOT NULL UNIQUE,
    ad    text NOT NULL UNIQUE,
    sira  int NOT NULL,
    aktif boolean NOT NULL DEFAULT true,
    surum int NOT NULL DEFAULT 1,
    evrak boolean NOT NULL DEFAULT false, -- wants the two papers (KI-02): the rules know this one only
    CONSTRAINT iptal_nedeni_evrak CHECK (evrak = (kod = 'kayip_calinti'))
);

-- One relative of one staff member, as KPS last told, and where their card stands.
CREATE SEQUENCE kart_no START 1000;
GRANT USAGE, SELECT ON SEQUENCE kart_no TO acikkapi_uygulama;
CREATE TABLE kart (
    no                 bigint PRIMARY KEY DEFAULT nextval('kart_no'),
    personel_id        bigint NOT NULL REFERENCES kullanici,
    yakin_tckn         bytea NOT NULL, -- encrypted
    yakin_iz           bytea NOT NULL, -- blind index
    yakinlik           text NOT NULL CHECK (yakinlik IN ('es', 'cocuk')),
    ad                 text NOT NULL,
    soyad              text NOT NULL,
    dogum_tarihi       date,           -- NULL: KPS does not know it
    bakanlik_personeli boolean NOT NULL,
    guncel             boolean NOT NULL DEFAULT true, -- false: KPS lists them no longer
    kps_zaman          timestamptz NOT NULL,          -- when KPS was last asked
    durum              text NOT NULL DEFAULT '' CHECK (durum IN ('', 'talep_bekliyor', 'talep_onayli', 'talep_reddedildi',
                                                                 'iptal_bekliyor', 'iptal_onayli', 'iptal_reddedildi')),
    talep_sira         int NOT NULL DEFAULT 0,   -- of the newest request
    iptal_nedeni       text NOT NULL DEFAULT '', -- of the newest request to cancel
    teslim_alindi      boolean NOT NULL DEFAULT false,
    basim              text NOT NULL DEFAULT '' CHECK (basim IN ('', 'bekliyor', 'partide', 'basildi', 'gonderildi')),
    basim_talep        int NOT NULL DEFAULT 0,   -- the request that the card is printed for
    son_islem          timestamptz NOT NULL,
    olay_sira          int NOT NULL DEFAULT 0,    -- of the newest line in olay …
    olay_ozet          bytea NOT NULL DEFAULT '', -- … and its hash: the head of this card's chain
    CONSTRAINT kart_yakin UNIQUE (personel_id, yakin_iz)
);
-- KT-08: one card, or request for one, for a relative, whoever of the staff asks: the two parents of a child, too.
CREATE UNIQUE INDEX kart_tek ON kart (yakin_iz) WHERE durum IN ('talep_bekliyor', 'talep_onayli', 'iptal_bekliyor', 'iptal_reddedildi');
CREATE INDEX kart_yakin_iz ON kart (yakin_iz);
CREATE INDEX kart_basim ON kart (basim, no) WHERE basim <> '';

-- A request, for a card or to cancel it, numbered within the card; what the bureau did about it; who is at it.
CREATE TABLE kart_talep (
    kart_no        bigint NOT NULL REFERENCES kart,
    sira           int NOT NULL,
    tip            text NOT NULL CHECK (tip IN ('kart', 'iptal')),
    yakin_iz       bytea NOT NULL,
    neden          text CONSTRAINT kart_talep_neden REFERENCES iptal_nedeni (kod),
    zaman          timestamptz NOT NULL,
    geldi          timestamptz, -- when it came out of the queue into the bureau's inbox
    karar          text CHECK (karar IN ('onay', 'ret')),
    karar_zaman    timestamptz,
    karar_veren    text,
    karar_veren_id bigint REFERENCES kullanici,
    ret_sebep_id   int,
    ret_aciklama   text NOT NULL DEFAULT '',
    teslim_zaman   timestamptz, -- when the card itself arrived (KI-03)
    teslim_alan    text,
    alan_id        bigint REFERENCES kullanici, -- “Üzerime Al” (KB-02)
    alma_bitis     timestamptz,
    PRIMARY KEY (kart_no, sira),
    CONSTRAINT kart_talep_ret FOREIGN KEY (ret_sebep_id, tip) REFERENCES ret_sebep (id, tip),
    CHECK ((tip = 'iptal') = (neden IS NOT NULL)),
    CHECK ((karar IS NULL) = (karar_zaman IS NULL) AND (karar IS NULL) = (karar_veren IS NULL)),
    CHECK ((karar IS NOT DISTINCT FROM 'ret') = (ret_sebep_id IS NOT NULL))
);
-- KT-08: of two requests for one relative at the same time one wins.
CREATE UNIQUE INDEX kart_talep_tek ON kart_talep (yakin_iz) WHERE karar IS NULL;
CREATE INDEX kart_talep_kuyruk ON kart_talep (geldi, kart_no, sira) WHERE karar IS NULL AND geldi IS NOT NULL;
CREATE INDEX kart_talep_sonuc ON kart_talep (karar_zaman DESC, kart_no DESC, sira DESC) WHERE karar IS NOT NULL;
REVOKE DELETE, TRUNCATE ON kart, kart_talep FROM acikkapi_uygulama;

-- The papers of a request. A file is attached to an application or to a request, or to nothing yet.
ALTER TABLE dosya ADD COLUMN kart_no bigint;
ALTER TABLE dosya ADD COLUMN talep_sira int;
ALTER TABLE dosya ADD COLUMN evrak text CONSTRAINT dosya_evrak_check CHECK (evrak IN ('fotograf', 'dekont', 'kayip_formu', 'bildirim_yazisi'));
ALTER TABLE dosya ADD CONSTRAINT dosya_kart FOREIGN KEY (kart_no, talep_sira) REFERENCES kart_talep;
ALTER TABLE dosya ADD CONSTRAINT dosya_nerede CHECK (kart_no IS NULL OR basvuru_no IS NULL AND cevap_id IS NULL AND talep_sira IS NOT NULL AND evrak IS NOT NULL);
CREATE UNIQUE INDEX dosya_kart_evrak ON dosya (kart_no, talep_sira, evrak) WHERE kart_no IS NOT NULL;

-- A post repeated with the same key is one request for a card, too.
ALTER TABLE tekrar_anahtari ALTER COLUMN basvuru_no DROP NOT NULL;
ALTER TABLE tekrar_anahtari ADD COLUMN kart_no bigint;
ALTER TABLE tekrar_anahtari ADD COLUMN talep_sira int;
ALTER TABLE tekrar_anahtari ADD CONSTRAINT tekrar_anahtari_neyin CHECK (num_nonnulls(basvuru_no, kart_no) = 1);

-- A batch of cards for the printer (KB-03).
CREATE TABLE basim (
    no               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    olusturan        text NOT NULL,
    olusturan_id     bigint NOT NULL REFERENCES kullanici,
    zaman            timestamptz NOT NULL,
    adet             int NOT NULL,
    basildi          timestamptz,
    gonderildi       timestamptz,
    gonderi_aciklama text NOT NULL DEFAULT ''
);
CREATE TABLE basim_kart (
    basim_no   bigint NOT NULL REFERENCES basim,
    kart_no    bigint NOT NULL,
    talep_sira int NOT NULL,
    sira       int NOT NULL, -- within the batch
    PRIMARY KEY (basim_no, sira),
    UNIQUE (kart_no, talep_sira),
    FOREIGN KEY (kart_no, talep_sira) REFERENCES kart_talep
);
