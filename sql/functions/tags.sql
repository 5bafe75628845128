-- Tags and the entries that carry them.

-- BEFORE: a tag that is new is registered, one that is known is spelt as it is registered.
CREATE OR REPLACE FUNCTION time_entries_tags() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    INSERT INTO tags (user_id, name) SELECT NEW.user_id, t.name FROM unnest(NEW.tags) AS t (name) ORDER BY lower(t.name)
    ON CONFLICT (user_id, lower(name)) DO NOTHING;
    NEW.tags := ARRAY(SELECT g.name FROM unnest(NEW.tags) WITH ORDINALITY AS t (name, place)
                      JOIN tags g ON g.user_id = NEW.user_id AND lower(g.name) = lower(t.name)
                      GROUP BY g.name ORDER BY min(t.place));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER tags BEFORE INSERT OR UPDATE OF tags ON time_entries FOR EACH ROW WHEN (NEW.tags <> '{}')
    EXECUTE FUNCTION time_entries_tags();

-- AFTER UPDATE: the entries follow the new name.
CREATE OR REPLACE FUNCTION tags_renamed() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    -- In one order and before any lock of the user, as in time_entries.sql.
    PERFORM FROM time_entries e WHERE e.user_id = NEW.user_id AND OLD.name = ANY (e.tags) ORDER BY e.id FOR UPDATE;
    UPDATE time_entries e SET tags = array_replace(e.tags, OLD.name, NEW.name) WHERE e.user_id = NEW.user_id AND OLD.name = ANY (e.tags);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER renamed AFTER UPDATE OF name ON tags FOR EACH ROW WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION tags_renamed();

-- BEFORE DELETE: nothing is lost from entries by accident.
CREATE OR REPLACE FUNCTION tags_in_use() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
    n bigint;
BEGIN
    SELECT count(*) INTO n FROM time_entries e WHERE e.user_id = OLD.user_id AND OLD.name = ANY (e.tags);
    IF n > 0 THEN
        PERFORM tt_raise(409, 'in_use', format('%s time %s this tag; take it off them first (bulk, remove_tag)', n,
                                               CASE n WHEN 1 THEN 'entry carries' ELSE 'entries carry' END), NULL, NULL, NULL);
    END IF;
    RETURN OLD;
END $$;

CREATE OR REPLACE TRIGGER in_use BEFORE DELETE ON tags FOR EACH ROW EXECUTE FUNCTION tags_in_use();
CREATE OR REPLACE TRIGGER touch BEFORE UPDATE ON tags FOR EACH ROW EXECUTE FUNCTION tt_touch();
CREATE OR REPLACE TRIGGER audit AFTER INSERT OR DELETE ON tags FOR EACH ROW EXECUTE FUNCTION tt_audit('tags');
CREATE OR REPLACE TRIGGER audit_update AFTER UPDATE ON tags FOR EACH ROW
    WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION tt_audit('tags');
