-- load.lua -- wrk's requests.  Environment: BENCH_MODE (a function of `modes`), BENCH_KEYS (file, a key per line), BENCH_PATH, BENCH_USERS,
-- BENCH_ENTRIES, BENCH_WRITERS, BENCH_YEAR (first year whose days are free for this run), BENCH_THREADS.
-- At the end it prints "wrk: requests, microseconds, p99 of the latency in microseconds, failures".
local env = os.getenv
local users, entries, writers = tonumber(env("BENCH_USERS")), tonumber(env("BENCH_ENTRIES")), tonumber(env("BENCH_WRITERS"))
local threads, year, path = tonumber(env("BENCH_THREADS")), tonumber(env("BENCH_YEAR")), env("BENCH_PATH")
local keys, head, count = {}, {}, 0

local started = 0
function setup(thread)
    thread:set("number", started)
    started = started + 1
end

function init()
    for key in io.lines(env("BENCH_KEYS")) do
        keys[#keys + 1] = key
        head[#head + 1] = " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nAuthorization: Bearer " .. key .. "\r\n"
    end
    math.randomseed(number + 1)
    count = number == 0 and -1 or 0 -- wrk tries request() of its first thread once, without sending what it returns
end

local function get(n, target)
    return "GET " .. target .. head[n] .. "\r\n"
end

local function send(method, n, target, body)
    return method .. " " .. target .. head[n] .. "Content-Type: application/json\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

-- The n-th of the days 1 to 27 of all months from BENCH_YEAR on, and the day after it.
local function day(n)
    local month = math.floor(n / 27)
    local text = string.format("%04d-%02d-", year + math.floor(month / 12), month % 12 + 1)
    return string.format("%s%02dT00:00:00Z", text, n % 27 + 1), string.format("%s%02dT00:00:00Z", text, n % 27 + 2)
end

-- Each thread has every threads-th slot; a slot is a user and a day.
local function create(slot)
    local n = slot % users
    local from, to = day(math.floor(slot / users))
    return send("POST", n + 1, "/api/v1/time-entries",
        string.format('{"project_id":%d,"start_time":"%s","end_time":"%s"}', n * 20 + 1, from, to))
end

local function entry()
    local n = math.random(0, users - 1)
    return n + 1, "/api/v1/time-entries/" .. n * entries + math.random(1, entries)
end

local modes = {}

-- BENCH_PATH as every user in turn.
function modes.path(i)
    return get((i * threads + number) % users + 1, path)
end

-- The JSON-RPC message BENCH_PATH over MCP, as every user in turn.
function modes.mcp(i)
    return send("POST", (i * threads + number) % users + 1, "/mcp", path)
end

function modes.get()
    return get(entry())
end

function modes.create(i)
    return create(i * threads + number)
end

-- Start, stop, start, ... of users that only this thread has, which has one connection, so that one follows the other.
function modes.startstop(i)
    local turn = math.floor(i / 2)
    local mine = math.floor(writers / threads)
    local n = users + number + threads * (turn % mine)
    local from, to = day(math.floor(turn / mine))
    if i % 2 == 0 then
        return send("POST", n + 1, "/api/v1/timer/start", string.format('{"project_id":%d,"start_time":"%s"}', n * 20 + 1, from))
    end
    return send("POST", n + 1, "/api/v1/timer/stop", string.format('{"end_time":"%s"}', to))
end

-- Every change is one: no text comes twice.
local stamp = os.time()
local function patch(text)
    local n, target = entry()
    return send("PATCH", n, target, string.format('{"description":"%s, %d of %d"}', text, number, stamp))
end

function modes.patch(i)
    return patch("changed " .. i)
end

local lists = {
    "time-entries", "time-entries?billable=true", "time-entries?q=part+1", "time-entries?sort=start_time&total=true",
    "time-entries?page=2&per_page=20", "time-entries?tag=focus&limit=10", "timer", "clients", "projects?sort=name", "users/me", "timer",
    "time-entries?limit=200", "time-entries?time_zone=America/New_York",
}

-- A bit of everything.
function modes.mixed(i)
    local kind, n = i % 20, (i * threads + number) % users + 1
    if kind == 0 then
        return create(i / 20 * threads + number)
    elseif kind == 1 then
        return patch("changed " .. i)
    elseif kind == 2 then
        return get(n, i % 100 == 2 and "/api/openapi.json" or "/healthz")
    elseif kind < 7 then
        return get(entry())
    end
    return get(n, "/api/v1/" .. lists[(kind - 7) % #lists + 1])
end

local make = modes[env("BENCH_MODE")]
function request()
    count = count + 1
    return make(math.max(count - 1, 0))
end

function done(summary, latency)
    local e = summary.errors
    local failures = e.connect + e.read + e.write + e.status + e.timeout
    print(string.format("wrk: %d %d %d %d", summary.requests, summary.duration, latency:percentile(99), failures))
end
