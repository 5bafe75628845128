-- Keys that seal cookies.

-- A new one, 32 bytes from the server's strong random source (each of the four uuids has 122 random bits).
CREATE OR REPLACE FUNCTION tt_seal_key_rotate() RETURNS int
LANGUAGE sql
AS $$
    DELETE FROM seal_keys WHERE id < (SELECT max(id) FROM seal_keys);
    INSERT INTO seal_keys (key)
    VALUES (sha256(convert_to(concat(gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid()), 'UTF8')))
    RETURNING id;
$$;

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM seal_keys) THEN
        PERFORM tt_seal_key_rotate();
    END IF;
END $$;
