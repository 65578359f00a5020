-- +goose Up
-- Providers of SMS (PL-07): pay is a provider's share of what is sent now, hedef the one that it has when all is well. A provider
-- that fails or is slow loses some of its share to the others, and gets it back bit by bit.
CREATE TABLE sms_saglayici (
    ad      text PRIMARY KEY,
    aktif   boolean NOT NULL DEFAULT true, -- is configured
    hedef   smallint NOT NULL CHECK (hedef BETWEEN 0 AND 100),
    pay     smallint NOT NULL CHECK (pay BETWEEN 0 AND 100),
    degisim timestamptz NOT NULL, -- of pay
    neden   text NOT NULL DEFAULT ''
);

-- saglayici is who was asked to send it last, and alone knows what became of it; soruldu is when it was last asked.
ALTER TABLE sms ADD COLUMN saglayici text, ADD COLUMN iletim timestamptz, ADD COLUMN soruldu timestamptz;

-- What was handed to an SMSC, part by part, written before it is: SMPP has no question by our own reference, so after a crash this
-- is all that tells a doubt from a message that was never sent.
CREATE TABLE sms_parca (
    saglayici text NOT NULL,
    sms_id    uuid NOT NULL,
    n         smallint NOT NULL CHECK (n >= 0 AND n < toplam),
    toplam    smallint NOT NULL,
    no        text, -- the SMSC's; NULL: nobody knows whether it was taken
    durum     text, -- of the last receipt
    zaman     timestamptz NOT NULL,
    PRIMARY KEY (saglayici, sms_id, n)
);
CREATE INDEX sms_parca_no ON sms_parca (saglayici, no) WHERE no IS NOT NULL;
