-- +goose Up
-- Lines of whole months beside those of days (PL-09): a report on a year of the whole country reads some hundred thousand lines instead
-- of ten million. A trigger keeps them, so that whoever writes a line of a day, a program of before this version too, has written the
-- month's. While the lines of before are added up, counts wait for the lock and nobody else does.
CREATE TABLE sayim_ay (LIKE sayim INCLUDING INDEXES) WITH (fillfactor = 80); -- gun: the first of the month
ALTER TABLE sayim_ay SET (autovacuum_vacuum_scale_factor = 0.05);

-- +goose StatementBegin
CREATE FUNCTION sayim_ay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO sayim_ay AS a (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim, adet)
            SELECT nesil, il_kodu, baslik_id, alt_baslik_id, date_trunc('month', gun::timestamp)::date, ilce_id, birim_no, olcu, dilim, sum(adet)
                FROM yeni GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
            ON CONFLICT (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim) DO UPDATE SET adet = a.adet + excluded.adet;
    ELSE
        INSERT INTO sayim_ay AS a (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim, adet)
            SELECT nesil, il_kodu, baslik_id, alt_baslik_id, date_trunc('month', gun::timestamp)::date, ilce_id, birim_no, olcu, dilim, sum(adet)
                FROM (SELECT * FROM yeni UNION ALL
                    SELECT nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim, -adet FROM eski) x
                GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9 HAVING sum(adet) <> 0
            ON CONFLICT (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim) DO UPDATE SET adet = a.adet + excluded.adet;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

LOCK TABLE sayim IN SHARE ROW EXCLUSIVE MODE;
CREATE TRIGGER sayim_ay_yeni AFTER INSERT ON sayim REFERENCING NEW TABLE AS yeni FOR EACH STATEMENT EXECUTE FUNCTION sayim_ay();
CREATE TRIGGER sayim_ay_degisen AFTER UPDATE ON sayim REFERENCING OLD TABLE AS eski NEW TABLE AS yeni FOR EACH STATEMENT EXECUTE FUNCTION sayim_ay();
INSERT INTO sayim_ay (nesil, il_kodu, baslik_id, alt_baslik_id, gun, ilce_id, birim_no, olcu, dilim, adet)
    SELECT nesil, il_kodu, baslik_id, alt_baslik_id, date_trunc('month', gun::timestamp)::date, ilce_id, birim_no, olcu, dilim, sum(adet)
        FROM sayim GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9;
