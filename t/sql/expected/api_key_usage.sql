-- row
SELECT id, total_calls, days
    FROM v_api_key_usage
    WHERE user_id = tt_user_id() AND id = $1;

