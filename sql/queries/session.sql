-- Settings of every session of the module.  $1 statement_timeout, $2 idle_in_transaction_session_timeout.

-- :session
-- Each shape of a request has its own statement, so its plan needs no values: planning at every call would cost more than running
-- it.  All of them are walks along indexes over few rows, however the statistics happen to look when they are planned.  Reports run with
-- the same settings: their functions walk time_entries_by_start, join by keys alone, and may sort and hash what they sum up.
-- client_connection_check_interval ends what was dropped at a deadline.
SELECT set_config('plan_cache_mode', 'force_generic_plan', false), set_config('random_page_cost', '1.1', false),
    set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),
    set_config('enable_mergejoin', 'off', false), set_config('enable_material', 'off', false), set_config('jit', 'off', false),
    set_config('DateStyle', 'ISO', false), set_config('client_encoding', 'UTF8', false),
    set_config('standard_conforming_strings', 'on', false), set_config('extra_float_digits', '1', false),
    set_config('statement_timeout', $1, false), set_config('lock_timeout', $1, false),
    set_config('idle_in_transaction_session_timeout', $2, false),
    set_config('client_connection_check_interval', '1s', false);

-- :forget_statements
DEALLOCATE ALL;
