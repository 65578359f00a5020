-- +goose Up
-- SMS that a provider has taken and whose delivery is not known yet: asked for a few at a time, newest first.
CREATE INDEX sms_makbuz ON sms (saglayici, gonderim DESC) WHERE durum = 'gonderildi';
