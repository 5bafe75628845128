# The tests and gates. Each target stands alone; `make check` runs two at a time and prints what came out. Long ones come
# first, so that none of them is left over at the end. The tests of check-unit, -fuzz, -sql, -ctl, -http, -mcp and -stream
# are run by check-coverage, those of check-hostile by check-asan: there is no time for them to run once more.
PASSES      := lint browser coverage asan writes valgrind firefox analyze sub-path prefork faults clang threads time recipes ui openapi
FAST_PASSES := lint unit fuzz sql ctl http

UNIT_SRC := $(wildcard t/unit/*.c)
UNIT_OBJ := $(UNIT_SRC:%.c=$(OBJ)/%.o)
FUZZ_SRC := $(filter-out t/fuzz/replay.c,$(wildcard t/fuzz/*.c))
FUZZERS  := $(FUZZ_SRC:t/fuzz/%.c=$(BUILD)/fuzz/%)
CHECK_LIBS = $(shell pkg-config --libs check)
SAN_ENV  := ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1

.PHONY: check check-fast check-package check-rpm $(PASSES:%=check-%)

check: ## all of it: both compilers, lints, unit, SQL and HTTP tests, sanitizers, valgrind, coverage
	@t/deps build run sso check npm
	@+$(MAKE) --no-print-directory -j2 all $(BUILD)/unit $(BUILD)/dump-sql $(BUILD)/zones
	@+t/check $(PASSES)

check-fast: ## what a commit needs, in under two minutes
	@t/deps build run check npm
	@+$(MAKE) --no-print-directory all $(BUILD)/unit $(BUILD)/dump-sql $(BUILD)/zones
	@+t/check $(FAST_PASSES)

check-lint: ## the scripts of t/lint
	@t/deps check npm
	@t/lint-all

# Two at a time, in a build of its own that is kept: only what changed is looked at again.
check-analyze: ## gcc's analyser, clang-tidy and cppcheck over all of src/: no finding
	@t/deps build check
	@+$(MAKE) --no-print-directory -k -j2 --output-sync=target CC=gcc SAN= COV= BUILD=build/analyze CFLAGS=-fanalyzer analyze

check-unit: $(BUILD)/unit ## unit tests
	$(if $(SAN),$(SAN_ENV)) CK_DEFAULT_TIMEOUT=120 $(BUILD)/unit

# The compiler finds the types of this build's API where it was built.
check-ui: $(BUILD)/htdocs.done ## the browser UI: types against the API's document, lint and format, unit tests, weight
	@t/deps ui node npm
	@t/check-ui $(BUILD)

.PHONY: screenshots
screenshots: all ## pictures of every view: build/screenshots (ONLY="entries 390" takes some)
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- node t/browser/screenshots.ts $(ONLY)

PICTURES := dashboard-wide-light calendar-week-wide-dark timesheet-390-light
.PHONY: pictures
pictures: ## README.md's pictures, taken anew by `make screenshots`
	@+$(MAKE) --no-print-directory screenshots ONLY="$(PICTURES)"
	cp $(PICTURES:%=$(BUILD)/screenshots/%.png) t/browser/pictures/

check-fuzz: $(FUZZERS) ## the fuzzers' corpora, replayed
	@[ -n "$(FUZZERS)" ] || { echo "check-fuzz: no fuzzer in t/fuzz" >&2; exit 1; }
	@for fuzzer in $(FUZZERS); do \
	    corpus=t/fuzz/corpus/$${fuzzer##*/}; \
	    [ -n "$$(ls -A $$corpus 2>/dev/null)" ] || { echo "check-fuzz: $$corpus is empty" >&2; exit 1; }; \
	    $(if $(SAN),$(SAN_ENV)) $$fuzzer $$corpus/* || exit; \
	done

check-sql: all $(BUILD)/dump-sql $(BUILD)/zones ## constraints, functions and golden SQL on a migrated database
	@t/deps run npm
	@t/with-stack --build $(BUILD) -- t/node-test t/sql

# TT_SETS, TT_TARGETS and TT_AGREE tell how many random sets; TT_SEED which is the first.
check-time: all ## sums and balances of random entries against a second implementation, one second at a time
	@t/deps run npm
	@t/with-stack --provider none --build $(BUILD) -- t/node-test t/time

check-ctl: all ## ttctl against databases of its own
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- t/node-test t/ctl

check-http: all ## the HTTP tests over a private stack (event MPM)
	@t/deps run sso npm
	@t/with-stack --build $(BUILD) -- t/node-test t/http

check-mcp: all ## MCP over the wire, by its official clients and by its conformance suite
	@t/deps run npm
	@t/with-stack --build $(BUILD) -- t/node-test t/mcp

check-browser: all ## what a person does with Chromium
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- t/node-test $(filter-out $(WRITE_TESTS) $(SUB_PATH_TESTS),$(wildcard t/browser/*.test.ts)) t/browser/journeys

WRITE_TESTS := $(wildcard t/browser/faults_*.test.ts)
check-writes: all ## every kind of write in the browser, with every fault in its middle
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- t/node-test $(filter-out $(SUB_PATH_TESTS),$(WRITE_TESTS))

check-firefox: all ## the journeys once more with Firefox ESR
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- env TT_BROWSER=firefox t/node-test t/browser/journeys

check-hostile: all ## sign-in against a hostile OpenID Provider, browsers and callers that play tricks
	@t/deps run sso npm
	@t/with-stack --provider none --build $(BUILD) -- t/node-test t/hostile

check-faults: all ## what breaks meanwhile: processes killed, connections cut or busy, a full disk, requests that lie
	@t/deps run npm
	@t/with-stack --build $(BUILD) -- t/node-test t/faults

check-stream: all ## live events: nothing is missing, nothing is told twice, nobody learns of others
	@t/deps run npm
	@t/with-stack --provider none --build $(BUILD) -- t/node-test t/stream

# Not among the passes: it needs root for mounts, and a mirror of Debian the first time (build/clean-room keeps it).
check-package: ## the Debian package in a clean room: README's installation, a login, an upgrade, a purge
	@t/deps build run ui package npm
	@t/package/check

# Needs root for mounts too.
check-rpm: ## the RPM package in the layout of Fedora, on a copy of this machine: installed, set up, upgraded, removed
	@t/deps build run ui package npm
	@t/package/build-rpm
	@BASE_URL=http://localhost/time t/package/overlay-room t/node-test t/package/rpm.test.ts

# What processes share, and what each of them has of its own.
PREFORK_TESTS := $(addprefix t/http/,$(addsuffix .test.ts,client concurrency config guards idempotency \
    rate_limits recovery sign_in system timer zz_error_log))
check-prefork: all ## the HTTP tests that may see of which processes httpd is made, under the prefork MPM
	@t/deps run npm
	@t/with-stack --mpm prefork --build $(BUILD) -- t/node-test $(PREFORK_TESTS)

# The pages that know addresses from elsewhere than their own; the HTTP tests with the application there are run by check-asan.
SUB_PATH_TESTS := t/browser/api_docs.test.ts t/browser/faults_account.test.ts
check-sub-path: all ## the documentation of the API and lost sessions in the browser, with the application under /time
	@t/deps run check npm
	@t/with-stack --mount /time --build $(BUILD) -- t/node-test $(SUB_PATH_TESTS)

check-openapi: all ## the generated OpenAPI document against an official validator
	@t/deps run npm
	@t/with-stack --build $(BUILD) -- t/openapi

check-recipes: all ## the recipes of CONTRIBUTING.md, followed in a scratch copy of the source
	@t/deps build run check npm
	@t/recipes/run $(BUILD)

check-clang: ## build everything with clang
	@t/deps check
	@+$(MAKE) --no-print-directory CC=clang BUILD=build/clang all build/clang/unit

# One process for all unit tests: to fork 469 times takes longer than what they test.
check-asan: ## unit, fuzz and HTTP tests under ASan and UBSan, with the application under /time
	@t/deps run sso check npm
	@+CK_FORK=no $(MAKE) --no-print-directory SAN=1 BUILD=build/asan all check-unit check-fuzz
	@t/with-stack --asan --mount /time --build build/asan -- t/node-test t/http t/hostile t/stream/events.test.ts

# setarch: with all of its bits of randomness the kernel maps where ThreadSanitizer of gcc 12 expects nothing.
check-threads: all ## the pool of connections, the streams and what processes share under ThreadSanitizer
	@t/deps run
	@+$(MAKE) --no-print-directory SAN= COV= BUILD=build/tsan CFLAGS=-fsanitize=thread LDFLAGS=-fsanitize=thread build/tsan/threads \
	    build/tsan/stream-threads
	@t/with-stack --provider none --build $(BUILD) -- env TSAN_OPTIONS=halt_on_error=0:exitcode=66 \
	    $$(setarch -R true 2>/dev/null && echo setarch -R) sh -c 'build/tsan/threads && build/tsan/stream-threads'

VALGRIND := valgrind --quiet --leak-check=full --show-leak-kinds=definite --errors-for-leak-kinds=definite --error-exitcode=9
# What one test of the tag "long" does a thousand times, others do once; all of it runs under ASan.
check-valgrind: all $(BUILD)/unit ## unit tests and a short httpd session under valgrind
	@t/deps run check npm
	CK_FORK=no CK_EXCLUDE_TAGS=long CK_TIMEOUT_MULTIPLIER=20 $(VALGRIND) $(BUILD)/unit
	@t/with-stack --valgrind --build $(BUILD) -- t/session

check-coverage: ## line coverage of src/, floor 90 %
	@t/deps run check npm
	@+t/coverage

$(BUILD)/unit: $(UNIT_OBJ) $(BUILD)/libtt.a
	@[ -n "$(UNIT_SRC)" ] || { echo "check-unit: no test in t/unit" >&2; exit 1; }
	$(Q)$(CC) -o $@ $(UNIT_OBJ) $(BUILD)/libtt.a $(TT_LDFLAGS) $(CHECK_LIBS) $(LIBS)

$(BUILD)/fuzz/%: $(OBJ)/t/fuzz/%.o $(OBJ)/t/fuzz/replay.o $(BUILD)/libtt.a
	@mkdir -p $(@D)
	$(Q)$(CC) -o $@ $^ $(TT_LDFLAGS) $(LIBS)

$(BUILD)/threads: $(OBJ)/t/threads.o $(OBJ)/src/http/request_id.o $(BUILD)/libtt.a
	$(Q)$(CC) -o $@ $^ $(TT_LDFLAGS) $(LIBS)

$(BUILD)/stream-threads: $(OBJ)/t/stream_threads.o $(BUILD)/libtt.a
	$(Q)$(CC) -o $@ $^ $(TT_LDFLAGS) $(LIBS)

ANALYZED := $(LIB_SRC) $(MODULE_SRC) $(CTL_SRC)
.PHONY: analyze cppcheck
analyze: cppcheck $(ANALYZED:%.c=$(OBJ)/%.tidy)

# The object's own build is gcc's part, and knows the headers.
$(OBJ)/%.tidy: %.c $(OBJ)/%.o .clang-tidy
	@echo clang-tidy $<
	@clang-tidy --quiet $< -- $(filter-out -fanalyzer,$(TT_CFLAGS)) $(HTTPD_INCLUDES) -DTT_SQL_DIR='"$(CURDIR)/sql"' 2>$@.log || \
	    { cat $@.log >&2; exit 1; }
	@touch $@

cppcheck: $(GENERATED)
	cppcheck --quiet --enable=warning,performance,portability --error-exitcode=1 --std=c11 --library=posix --library=gnu \
	    --inline-suppr -D_GNU_SOURCE -Isrc -I$(GEN) $(ANALYZED)

# Helpers of t/sql: the SQL of the declarations, and PostgreSQL's time stamps as the API writes them.
$(BUILD)/dump-sql: $(OBJ)/t/sql/dump.o $(BUILD)/libtt.a
	$(Q)$(CC) -o $@ $^ $(TT_LDFLAGS) $(LIBS)

$(BUILD)/zones: $(OBJ)/t/sql/zones.o $(BUILD)/libtt.a
	$(Q)$(CC) -o $@ $^ $(TT_LDFLAGS) $(LIBS)

# Explores instead of replaying, for a minute each: a crash found becomes a file of the corpus.
.PHONY: fuzz
fuzz: ## explore with libFuzzer (SECONDS_EACH=60)
	@t/deps build check
	@+$(MAKE) --no-print-directory CC=clang SAN=1 BUILD=build/fuzzing CFLAGS=-fsanitize=fuzzer-no-link build/fuzzing/libtt.a
	@for source in $(FUZZ_SRC); do \
	    name=$$(basename $$source .c); mkdir -p build/fuzzing/found/$$name; \
	    clang -fsanitize=fuzzer,address,undefined $(filter-out -Werror,$(TT_CFLAGS)) -o build/fuzzing/$$name $$source \
	        build/fuzzing/libtt.a $(LIBS) && \
	    build/fuzzing/$$name -max_total_time=$(or $(SECONDS_EACH),60) -artifact_prefix=t/fuzz/corpus/$$name/ \
	        build/fuzzing/found/$$name t/fuzz/corpus/$$name || exit; \
	done

# For clangd, which looks into build/ by itself, and whatever else reads it: each source with what the compiler is told.
.PHONY: compile_commands.json
compile_commands.json: $(GENERATED) ## build/compile_commands.json, for clangd and editors
	@mkdir -p build
	$(file >build/compile_commands.flags,$(TT_CFLAGS) $(HTTPD_INCLUDES) -DTT_SQL_DIR='"$(CURDIR)/sql"')
	@printf '%s\n' $(ANALYZED) $(UNIT_SRC) $(wildcard t/fuzz/*.c t/sql/*.c t/*.c) | awk -v folder='$(CURDIR)' -v compiler='$(CC)' ' \
	    BEGIN { getline flags <"build/compile_commands.flags"; gsub(/["\\]/, "\\\\&", flags); print "[" } \
	    { printf "%s{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"%s %s -c %s\"}", (NR > 1 ? ",\n" : ""), folder, $$1, compiler, flags, $$1 } \
	    END { print "\n]" }' >build/compile_commands.json
	@rm build/compile_commands.flags

.PHONY: debug check-debug
debug: all ## httpd -X under gdb on a stack of its own (BREAK="tt_run tt_rest")
	@t/deps run debug npm
	@BUILD="$(BUILD)" t/debug $(BREAK)

check-debug: all ## make debug without a terminal: one request stops where it should
	@t/deps run debug npm
	@BUILD="$(BUILD)" t/debug --once
