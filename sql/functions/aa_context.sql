-- Who acts, and how a refusal leaves the database.

-- The caller.  Short enough to be inlined, so that it is an index condition.
CREATE OR REPLACE FUNCTION tt_user_id() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT nullif(current_setting('tt.user_id', true), '')::bigint $$;

-- Ids of the rows that this transaction has just written, to be read back through their view.
CREATE OR REPLACE FUNCTION tt_row_ids() RETURNS bigint[]
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT string_to_array(nullif(current_setting('tt.row_id', true), ''), ',')::bigint[] $$;

-- Raises SQLSTATE "TT" + status; the fields carry what a problem document needs.  Returns text only so that it fits
-- into expressions.
CREATE OR REPLACE FUNCTION tt_raise_hint(status int, code text, message text, field text, resource text, hint text)
    RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'TT' || status, MESSAGE = message, DETAIL = code,
        COLUMN = coalesce(field, ''), TABLE = coalesce(resource, ''), HINT = coalesce(hint, '');
END $$;

-- The same with the row in the way: its resource and id.
CREATE OR REPLACE FUNCTION tt_raise(status int, code text, message text, field text, resource text, row_id bigint)
    RETURNS text
LANGUAGE plpgsql
AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'TT' || status, MESSAGE = message, DETAIL = code,
        COLUMN = coalesce(field, ''), TABLE = coalesce(resource, ''), HINT = coalesce(row_id::text, '');
END $$;
