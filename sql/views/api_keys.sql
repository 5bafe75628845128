-- Everything but the hash.
DROP VIEW IF EXISTS v_api_keys;
CREATE VIEW v_api_keys AS
SELECT k.user_id, k.id, k.name, k.prefix, array_to_json(k.scopes) AS scopes, k.expires_at,
       array_to_json(k.ip_allow::text[]) AS ip_allow, k.last_used_at, host(k.last_used_ip) AS last_used_ip,
           k.revoked_at,
       k.created_at, k.updated_at, k.version
FROM api_keys k;
