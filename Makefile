# mod_timetracker -- GNU make. `make help` lists the targets.
#   CC=clang           another compiler              BUILD=build/clang   another folder for what is built
#   SAN=1              ASan and UBSan                COV=1               line coverage
#   V=1                shows the commands
#   PREFIX=/usr DESTDIR=  DOC=                       for `make install`
#   NAME=  PORT=  DATABASE_URL=  PROVIDER=  CLIENT_ID=   for `make run`
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

CC      := $(if $(filter default,$(origin CC)),gcc,$(CC))
BUILD   ?= build
PREFIX  ?= /usr
SHARE   := $(PREFIX)/share/timetracker
DOC     ?= $(PREFIX)/share/doc/timetracker
GEN     := $(BUILD)/gen
OBJ     := $(BUILD)/obj

# Says what is made; V=1 shows how.
Q = $(if $(V),,@echo '  $@';)

# npm's Node.js goes first when t/deps had to bring one.
export PATH := $(CURDIR)/build/node/node_modules/.bin:$(PATH)

# What apxs and pkg-config say is asked once; making this file installs the packages that a build needs.
FLAGS_MK := build/flags.mk
ifneq ($(filter-out help clean deps,$(or $(MAKECMDGOALS),all)),)
include $(FLAGS_MK)
endif
$(FLAGS_MK): t/deps
	@t/deps build
	@mkdir -p $(@D)
	@{ echo "HTTPD_CFLAGS := $$(apxs -q CFLAGS EXTRA_CPPFLAGS | tr ';' ' ')"; \
	   echo "HTTPD_INCLUDES := -isystem $$(apxs -q INCLUDEDIR)"; \
	   echo "LIBEXECDIR := $$(apxs -q LIBEXECDIR)"; \
	   echo "HTTPD_LAYOUT := $$(case $$(apxs -q SYSCONFDIR) in /etc/httpd/*) echo fedora ;; *) echo debian ;; esac)"; \
	   echo "LIB_INCLUDES := $$({ apr-1-config --includes; apu-1-config --includes; \
	       pkg-config --cflags libpq json-c libcurl libcrypto; } | tr ' ' '\n' | sed -n 's/^-I/-isystem /p' | \
	       grep -v ' /usr/include$$' | sort -u | tr '\n' ' ')"; \
	   echo "LIBS := $$(pkg-config --libs libpq json-c libcurl libcrypto) $$(apu-1-config --link-ld) $$(apr-1-config --link-ld)"; \
	 } >$@.new && mv $@.new $@

# ---- flags -------------------------------------------------------------------------------------------------------
WARNINGS := -Wall -Wextra -Werror -Wshadow -Wformat=2 -Wconversion -Wimplicit-fallthrough -Wstrict-prototypes -Wno-missing-field-initializers
comma    := ,
# gcc's warnings about the flow of data are wrong at times in code that carries the sanitizers.
MODE     := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-omit-frame-pointer -Wno-error) $(if $(COV),--coverage -O0)
TT_CFLAGS = $(HTTPD_CFLAGS) -std=gnu11 -D_GNU_SOURCE -O2 -g -fPIC $(WARNINGS) -Isrc -I$(GEN) $(LIB_INCLUDES) $(MODE) $(CPPFLAGS) $(CFLAGS)
TT_LDFLAGS = $(MODE) -Wl,-z,relro,-z,now $(if $(SAN),-Wl$(comma)-z$(comma)nodelete) $(LDFLAGS)

# ---- sources -----------------------------------------------------------------------------------------------------
LIB_SRC    := $(wildcard src/base/*.c src/db/*.c src/api/*.c src/auth/*.c src/stream/*.c src/mcp/*.c src/res/*.c)
MODULE_SRC := $(wildcard mod_timetracker.c src/config.c src/http/*.c)
CTL_SRC    := $(wildcard src/ctl/*.c)
LIB_OBJ    := $(LIB_SRC:%.c=$(OBJ)/%.o)
MODULE_OBJ := $(MODULE_SRC:%.c=$(OBJ)/%.o)
CTL_OBJ    := $(CTL_SRC:%.c=$(OBJ)/%.o)
INSTALLED_CTL_OBJ := $(CTL_SRC:%.c=$(OBJ)/installed/%.o)
QUERIES    := $(sort $(wildcard sql/queries/*.sql))
MIGRATIONS := $(sort $(wildcard sql/migrations/[0-9]*.sql))
UI_SRC     := $(shell find htdocs -name node_modules -prune -o -type f -print 2>/dev/null)
GENERATED  := $(GEN)/queries.h $(GEN)/schema_version.h

.PHONY: all client run bench bench-ui lighthouse install deb rpm deps clean help
all: $(BUILD)/mod_timetracker.so $(BUILD)/libtt.a $(BUILD)/ttctl $(BUILD)/htdocs.done $(BUILD)/client.done ## module, libtt.a, ttctl, pages, client package

$(BUILD)/mod_timetracker.so: $(MODULE_OBJ) $(BUILD)/libtt.a $(GEN)/module.map
	$(Q)$(CC) -shared -o $@ $(MODULE_OBJ) $(BUILD)/libtt.a $(TT_LDFLAGS) -Wl,--version-script=$(GEN)/module.map $(LIBS)

$(BUILD)/libtt.a: $(LIB_OBJ) $(GEN)/sources
	@rm -f $@
	$(Q)$(AR) rcs $@ $(LIB_OBJ)

$(BUILD)/ttctl: $(CTL_OBJ) $(BUILD)/libtt.a
	$(Q)$(CC) -o $@ $(CTL_OBJ) $(BUILD)/libtt.a $(TT_LDFLAGS) $(LIBS)

# The same ttctl, looking for its SQL where `make install` puts it.
$(BUILD)/installed/ttctl: $(INSTALLED_CTL_OBJ) $(BUILD)/libtt.a
	@mkdir -p $(@D)
	$(Q)$(CC) -o $@ $(INSTALLED_CTL_OBJ) $(BUILD)/libtt.a $(TT_LDFLAGS) $(LIBS)

# Manual page and completion are ttctl's own help, so they know every command and option.
$(BUILD)/ttctl.1: $(BUILD)/installed/ttctl
	$(Q)$< help --man >$@
$(BUILD)/ttctl.bash: $(BUILD)/installed/ttctl
	$(Q)$< help --completion >$@

$(CTL_OBJ): TT_CFLAGS += -DTT_SQL_DIR='"$(CURDIR)/sql"'
$(INSTALLED_CTL_OBJ): TT_CFLAGS += -DTT_SQL_DIR='"$(SHARE)/sql"'
$(MODULE_OBJ): TT_CFLAGS += $(HTTPD_INCLUDES)
$(LIB_OBJ) $(CTL_OBJ) $(INSTALLED_CTL_OBJ): TT_CFLAGS += -fvisibility=hidden

$(OBJ)/%.o: %.c $(GEN)/flags | $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(TT_CFLAGS) -MMD -MP -c -o $@ $<

$(OBJ)/installed/%.o: %.c $(GEN)/flags $(GEN)/prefix | $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(CC) $(TT_CFLAGS) -MMD -MP -c -o $@ $<

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)

# ---- generated ---------------------------------------------------------------------------------------------------
# A file that is rewritten only when its text changes: what depends on it is rebuilt when the flags or the list of
# sources are others than last time.
define write_if_changed
@mkdir -p $(@D)
@printf '%s\n' $(1) | cmp -s - $@ || printf '%s\n' $(1) >$@
endef

.PHONY: FORCE
FORCE:
$(GEN)/flags: FORCE
	$(call write_if_changed,'$(CC) $(MODE) $(CPPFLAGS) $(CFLAGS) $(HTTPD_CFLAGS) $(LIB_INCLUDES)')
$(GEN)/prefix: FORCE
	$(call write_if_changed,'$(PREFIX)')
$(GEN)/sources: FORCE
	$(call write_if_changed,'$(LIB_SRC)')
$(GEN)/module.map: Makefile
	@mkdir -p $(@D)
	@echo '{ global: timetracker_module; local: *; };' >$@
$(GEN)/queries.h: t/embed.awk $(QUERIES) $(GEN)/query-files
	@mkdir -p $(@D)
	awk -f t/embed.awk $(QUERIES) </dev/null >$@
$(GEN)/query-files: FORCE
	$(call write_if_changed,'$(QUERIES)')
$(GEN)/schema_version.h: FORCE
	$(call write_if_changed,'#define TT_SCHEMA_VERSION $(or $(shell basename -a $(MIGRATIONS) 2>/dev/null | sed 's/[^0-9].*//;s/^0*//' | sort -n | tail -1),0)')

# The UI: its types are those of our own OpenAPI document; esbuild makes it (htdocs/build.mjs).
$(GEN)/openapi.json: $(BUILD)/ttctl
	@$< openapi | cmp -s - $@ || $< openapi >$@
$(GEN)/ui/api.d.ts: $(GEN)/openapi.json htdocs/openapi.mjs
	@t/deps ui && mkdir -p $(@D)
	$(Q)node htdocs/openapi.mjs $< >$@
$(BUILD)/htdocs.done: $(UI_SRC) $(GEN)/ui/api.d.ts
	@t/deps ui
	$(Q)node htdocs/build.mjs $(BUILD)/htdocs $(GEN)/ui
	@chmod -R u+rwX,go+rX $(BUILD)/htdocs && touch $@

# Its client for TypeScript and JavaScript, a package for npm; made of the same types.
client: $(BUILD)/client.done ## the client package of the API for TypeScript: build/client, ready for npm pack
$(BUILD)/client.done: htdocs/client.mjs $(wildcard htdocs/client/*) $(GEN)/ui/api.d.ts
	@t/deps ui
	$(Q)node htdocs/client.mjs $(GEN)/openapi.json $(GEN)/ui/api.d.ts $(BUILD)/client
	@touch $@

# ---- run, install, clean -----------------------------------------------------------------------------------------
run: ## bring up PostgreSQL, a demo provider and httpd, print the URL and an API key, stay in the foreground
	@t/deps build run $(if $(PROVIDER),,npm)
	@+$(MAKE) --no-print-directory all
	@BUILD="$(BUILD)" NAME="$(NAME)" PORT="$(PORT)" DATABASE_URL="$(DATABASE_URL)" PROVIDER="$(PROVIDER)" CLIENT_ID="$(CLIENT_ID)" t/run

bench: ## figures as ratios, measured side by side
	@t/deps build run bench npm
	@+$(MAKE) --no-print-directory all
	t/bench/run

bench-ui: all ## figures of the browser UI with ENTRIES=10000: clicks to paint, scrolling and dragging, memory over an hour
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- node t/bench/ui.ts

lighthouse: all ## Lighthouse's scores of the signed-in dashboard: medians of RUNS=3, desktop and mobile
	@t/deps run check npm
	@t/with-stack --build $(BUILD) -- node t/browser/lighthouse.ts

# Where httpd reads what: enabled by a2enmod and a2enconf (Debian), or all that lies in conf.d (Fedora and its relatives), where
# settings of the whole httpd must not lie before somebody has chosen them. There the files are read in the order of their names,
# and what the module's own file defines is used by the others (00-).
ifeq ($(HTTPD_LAYOUT),fedora)
LOAD_FILE   := /etc/httpd/conf.modules.d/10-timetracker.conf
CONF_FILE   := /etc/httpd/conf.d/00-timetracker.conf
SERVER_FILE := $(SHARE)/examples/timetracker-server.conf
else
LOAD_FILE   := /etc/apache2/mods-available/timetracker.load
CONF_FILE   := /etc/apache2/mods-available/timetracker.conf
SERVER_FILE := /etc/apache2/conf-available/timetracker-server.conf
endif
MAN    := $(DESTDIR)$(PREFIX)/share/man/man1
COMPLETIONS := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
install: all $(BUILD)/installed/ttctl $(BUILD)/ttctl.1 $(BUILD)/ttctl.bash ## module, httpd's files, ttctl, SQL, htdocs and documents (DESTDIR and PREFIX honoured)
	install -d $(DESTDIR)$(LIBEXECDIR) $(dir $(DESTDIR)$(LOAD_FILE) $(DESTDIR)$(CONF_FILE) $(DESTDIR)$(SERVER_FILE)) \
	    $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(SHARE)/sql $(DESTDIR)$(SHARE)/examples $(MAN) $(COMPLETIONS) $(DESTDIR)$(DOC)
	install -m 644 $(BUILD)/mod_timetracker.so $(DESTDIR)$(LIBEXECDIR)/
	install -m 755 $(BUILD)/installed/ttctl $(DESTDIR)$(PREFIX)/bin/ttctl
	install -m 644 $(BUILD)/ttctl.1 $(MAN)/ttctl.1
	install -m 644 $(BUILD)/ttctl.bash $(COMPLETIONS)/ttctl
	sed 's|/usr/lib/apache2/modules|$(LIBEXECDIR)|' conf/timetracker.load >$(DESTDIR)$(LOAD_FILE)
	@for file in $(CONF_FILE) $(SERVER_FILE); do \
	    to=$(DESTDIR)$$file from=$${file##*/}; \
	    if [ $${file#/etc/} != $$file ] && [ -e $$to ]; then echo "kept $$to, wrote $$to.dist"; to=$$to.dist; fi; \
	    sed 's|/usr/share/timetracker|$(SHARE)|g' conf/$${from#00-} >$$to && chmod 644 $$to || exit; \
	done
	cp -R sql/. $(DESTDIR)$(SHARE)/sql/
	rm -rf $(DESTDIR)$(SHARE)/htdocs && cp -R $(BUILD)/htdocs $(DESTDIR)$(SHARE)/htdocs
	install -m 644 conf/examples/*.conf $(DESTDIR)$(SHARE)/examples/
	install -m 755 conf/migrate-configured $(DESTDIR)$(SHARE)/
	install -m 644 README.md ADMIN.md USING.md API.md CHANGES.md SECURITY.md ARCHITECTURE.md TIME.md conf/DIRECTIVES.md $(DESTDIR)$(DOC)/
	chmod -R u+rwX,go+rX $(DESTDIR)$(SHARE)

deb: ## Debian packages in build/deb, which lintian finds nothing wrong with
	@t/deps build ui package
	@t/package/build-deb
	@lintian --fail-on error,warning --tag-display-limit 0 build/deb/*.changes

rpm: ## packages for Fedora and its relatives in build/rpm-packages; elsewhere a trial in their layout
	@t/deps build ui package
	@t/package/build-rpm

deps: ## install every package that the targets need
	t/deps build run sso check bench debug package node npm

clean: ## remove what was built (not the data of `make run`)
	@[ ! -e build/stack ] || { echo "clean: stacks are running: $$(ls build/stack | tr '\n' ' '); see t/stack stop" >&2; exit 1; }
	find build -mindepth 1 -maxdepth 1 ! -name run -exec rm -rf {} +

help: ## this list
	@awk -F':.*## ' '/^[a-z_.-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' Makefile t/check.mk
	@echo; sed -n '2,5s/^#//p' Makefile

include t/check.mk
